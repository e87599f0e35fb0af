/* pthread wrappers that cannot fail, with locks released at scope end. */
#pragma once
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct lock {
	pthread_mutex_t m;
};
struct signal_ {
	pthread_cond_t c;
};
void lock_init(struct lock *l);
void lock_release(struct lock *l);
void lock_take(struct lock *l);
void lock_give(struct lock *l);
void signal_init(struct signal_ *s); /* monotonic clock */
void signal_release(struct signal_ *s);
void signal_wait(struct signal_ *s, struct lock *l);
bool signal_wait_us(struct signal_ *s, struct lock *l, int64_t us); /* false on timeout */
void signal_one(struct signal_ *s);
void signal_all(struct signal_ *s);
pthread_t thread_start(void *(*run)(void *), void *arg, const char *name);
void thread_join(pthread_t t);
void lock_give_auto(struct lock **l);
/* Holds l until the end of the scope. */
#define HOLD_CAT_(a, b) a##b
#define HOLD_NAME_(n) HOLD_CAT_(hold_, n)
#define HOLD(l) [[maybe_unused, gnu::cleanup(lock_give_auto)]] struct lock *HOLD_NAME_(__LINE__) = (lock_take(l), (l))
