/* GET /openapi.json: what the API is, from the same rows that answer it. */
#include "api/describe.h"
#include "api/route.h"

static enum err openapi(struct call *c)
{
	describe_openapi(&c->out);
	return OK;
}

const struct route reference_routes[] = {
	{HTTP_GET, "/openapi.json", P_public, ROUTE_NO_TX, openapi, "The API as OpenAPI 3.1.", NULL, "{}", NULL, 0, NULL},
	{0},
};
