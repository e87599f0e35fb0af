/* Exact nearest neighbours. Called to build the theme graph and to place new items. A row's list is kept by one
 * thread only, so the result does not depend on the number of threads. */
#include "text/vector/knn.h"
#include "base/mem.h"
#include "base/thread.h"
#include <stdatomic.h>
#include <string.h>

enum { QUERIES = 64, CANDIDATES = 256, THREADS_MAX = 64 };

struct scan {
	struct text_neighbours *nb;
	const struct text_vectors *base, *query;
	const struct text_control *control;
	text_dots *dots;
	atomic_size_t next; /* first query of the next block */
	atomic_bool stop;
};

static void insert(struct text_neighbours *nb, size_t row, uint32_t id, float cosine)
{
	uint32_t *ids = nb->id + row * nb->k;
	float *cos = nb->cosine + row * nb->k;
	size_t i = nb->k - 1;

	/* Candidates come by rising id, so an equal cosine stays behind. */
	for (; i > 0 && cosine > cos[i - 1]; i--) {
		ids[i] = ids[i - 1];
		cos[i] = cos[i - 1];
	}
	ids[i] = id;
	cos[i] = cosine;
}

static void four_rows(struct scan *s, size_t row, const int8_t *queries, size_t live, size_t from, size_t to)
{
	struct text_neighbours *nb = s->nb;
	bool same = s->base == s->query;
	float worst[4], inverse[4];

	for (size_t t = 0; t < live; t++) {
		worst[t] = nb->cosine[(row + t) * nb->k + nb->k - 1];
		inverse[t] = s->query->inverse[row + t];
	}
	for (size_t c = from; c < to; c++) {
		int32_t dot[4];

		s->dots(queries, s->base->q + c * TEXT_DIM, dot);
		for (size_t t = 0; t < live; t++) {
			float cosine = (float)dot[t] * (s->base->inverse[c] * inverse[t]);

			if (cosine > worst[t] && !(same && c == row + t)) {
				insert(nb, row + t, (uint32_t)c, cosine);
				worst[t] = nb->cosine[(row + t) * nb->k + nb->k - 1];
			}
		}
	}
}

static void block(struct scan *s, size_t first)
{
	size_t last = first + QUERIES < s->query->n ? first + QUERIES : s->query->n;
	int8_t tail[4 * TEXT_DIM] = {0};

	for (size_t from = 0; from < s->base->n; from += CANDIDATES) {
		size_t to = from + CANDIDATES < s->base->n ? from + CANDIDATES : s->base->n;

		for (size_t row = first; row < last; row += 4) {
			size_t live = last - row < 4 ? last - row : 4;
			const int8_t *queries = s->query->q + row * TEXT_DIM;

			if (live < 4)
				queries = memcpy(tail, queries, live * TEXT_DIM);
			four_rows(s, row, queries, live, from, to);
		}
	}
}

static void *work(void *arg)
{
	struct scan *s = arg;

	while (!atomic_load(&s->stop)) {
		size_t first = atomic_fetch_add(&s->next, (size_t)QUERIES);

		if (first >= s->query->n)
			break;
		block(s, first);
	}
	return NULL;
}

static void work_and_report(struct scan *s)
{
	while (!atomic_load(&s->stop)) {
		size_t first = atomic_fetch_add(&s->next, (size_t)QUERIES);

		if (first >= s->query->n)
			break;
		block(s, first);
		if (!text_going_on(s->control, "neighbours", (double)first / (double)s->query->n))
			atomic_store(&s->stop, true);
	}
}

enum err text_neighbours_find(struct text_neighbours *nb, const struct text_vectors *base, const struct text_vectors *query,
	size_t k, const struct text_control *control)
{
	struct scan s = {.nb = nb, .base = base, .query = query, .control = control, .dots = text_dots_best()};
	pthread_t thread[THREADS_MAX];
	int threads = control && control->threads > 1 ? control->threads - 1 : 0;

	*nb = (struct text_neighbours){.n = query->n, .k = k};
	nb->id = mem_alloc(query->n * k * sizeof *nb->id);
	nb->cosine = mem_alloc(query->n * k * sizeof *nb->cosine);
	memset(nb->id, 0xFF, query->n * k * sizeof *nb->id);
	for (size_t i = 0; i < query->n * k; i++)
		nb->cosine[i] = -2;
	if (!k || !query->n)
		return OK;
	threads = threads > THREADS_MAX ? THREADS_MAX : threads;
	for (int i = 0; i < threads; i++)
		thread[i] = thread_start(work, &s, "neighbours");
	work_and_report(&s);
	for (int i = 0; i < threads; i++)
		thread_join(thread[i]);
	if (!atomic_load(&s.stop))
		return OK;
	text_neighbours_release(nb);
	return ERR_CANCELLED;
}

void text_neighbours_release(struct text_neighbours *nb)
{
	mem_free(nb->id);
	mem_free(nb->cosine);
	*nb = (struct text_neighbours){0};
}
