/* pthread wrappers: every failure here is a bug or exhausted memory. */
#include "base/thread.h"
#include "base/clock.h"
#include "base/err.h"
#include <errno.h>
#include <time.h>

void lock_init(struct lock *l)
{
	ASSERT(pthread_mutex_init(&l->m, NULL) == 0);
}

void lock_release(struct lock *l)
{
	(void)pthread_mutex_destroy(&l->m);
}

void lock_take(struct lock *l)
{
	ASSERT(pthread_mutex_lock(&l->m) == 0);
}

void lock_give(struct lock *l)
{
	ASSERT(pthread_mutex_unlock(&l->m) == 0);
}

void lock_give_auto(struct lock **l)
{
	lock_give(*l);
}

void signal_init(struct signal_ *s)
{
	pthread_condattr_t a;

	ASSERT(pthread_condattr_init(&a) == 0);
	ASSERT(pthread_condattr_setclock(&a, CLOCK_MONOTONIC) == 0);
	ASSERT(pthread_cond_init(&s->c, &a) == 0);
	(void)pthread_condattr_destroy(&a);
}

void signal_release(struct signal_ *s)
{
	(void)pthread_cond_destroy(&s->c);
}

void signal_wait(struct signal_ *s, struct lock *l)
{
	ASSERT(pthread_cond_wait(&s->c, &l->m) == 0);
}

bool signal_wait_us(struct signal_ *s, struct lock *l, int64_t us)
{
	int64_t until = clock_mono_us() + us;
	struct timespec t = {until / US_PER_S, until % US_PER_S * 1000};
	int e = pthread_cond_timedwait(&s->c, &l->m, &t);

	ASSERT(e == 0 || e == ETIMEDOUT);
	return e == 0;
}

void signal_one(struct signal_ *s)
{
	ASSERT(pthread_cond_signal(&s->c) == 0);
}

void signal_all(struct signal_ *s)
{
	ASSERT(pthread_cond_broadcast(&s->c) == 0);
}

pthread_t thread_start(void *(*run)(void *), void *arg, const char *name)
{
	pthread_t t;

	ASSERT(pthread_create(&t, NULL, run, arg) == 0);
	(void)pthread_setname_np(t, name);
	return t;
}

void thread_join(pthread_t t)
{
	ASSERT(pthread_join(t, NULL) == 0);
}
