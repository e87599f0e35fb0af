/* Chooses kernels by what the processor and the operating system support. Called by encode.c.
 * Keeps no state: CPUID is asked each time, once per call of encoder_encode. */
#include "text/encoder/kernels.h"
#include "base/str.h"
#ifdef EARSHOT_X86
#include <cpuid.h>
#endif

size_t attention_scratch(size_t len, size_t head_dim)
{
	size_t padded = (len + LANES - 1) / LANES * LANES;

	return padded * head_dim + padded * 4;
}

#ifdef EARSHOT_X86
static bool has_avx512(void)
{
	return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
	       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
	       __builtin_cpu_supports("avx512vnni");
}

static bool has_avxvnni(void)
{
	unsigned a = 0, b = 0, c = 0, d = 0;

	return __builtin_cpu_supports("avx2") && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & (1u << 4));
}
#endif

static bool supported(const struct kernels *k)
{
#ifdef EARSHOT_X86
	if (k == &kernels_avx512)
		return has_avx512();
	if (k == &kernels_avxvnni)
		return has_avxvnni();
	if (k == &kernels_avx2)
		return __builtin_cpu_supports("avx2");
#endif
	return k == &kernels_scalar;
}

static const struct kernels *const all[] = {
#ifdef EARSHOT_X86
	&kernels_avx512, &kernels_avxvnni, &kernels_avx2,
#endif
	&kernels_scalar,
};

const struct kernels *kernels_find(const char *name)
{
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if ((!name || !*name || str_is(str_of(name), all[i]->name)) && supported(all[i]))
			return all[i];
	return NULL;
}

size_t encoder_kernels(const char **ret, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (supported(all[i]) && n++ < cap)
			ret[n - 1] = all[i]->name;
	return n;
}
