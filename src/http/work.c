/* The queue between I/O threads and workers, and the workers. A request stands in the server's waiting list from
 * suspension to answer, so that a stop can answer for handlers that do not. */
#include "http/internal.h"

bool work_queue(struct http_server *s, struct http_exchange *x)
{
	struct request *r = x->r;
	HOLD(&s->queue_lock);

	if (s->queue_length >= s->o.queue_max || s->workers_stop)
		return false;
	r->listed = true;
	r->prev = NULL;
	r->next = s->waiting;
	if (r->next)
		r->next->prev = r;
	s->waiting = r;
	x->next_queued = NULL;
	if (s->queue_tail)
		s->queue_tail->next_queued = x;
	else
		s->queue_head = x;
	s->queue_tail = x;
	s->queue_length++;
	s->in_flight++;
	signal_one(&s->queue_signal);
	return true;
}

void work_answered(struct http_server *s, struct request *r)
{
	HOLD(&s->queue_lock);

	if (!r->listed)
		return;
	r->listed = false;
	if (r->prev)
		r->prev->next = r->next;
	else
		s->waiting = r->next;
	if (r->next)
		r->next->prev = r->prev;
	if (--s->in_flight == 0)
		signal_all(&s->idle_signal);
}

static struct http_exchange *take(struct http_server *s)
{
	HOLD(&s->queue_lock);

	while (!s->queue_head && !s->workers_stop)
		signal_wait(&s->queue_signal, &s->queue_lock);
	struct http_exchange *x = s->queue_head;

	if (x) {
		s->queue_head = x->next_queued;
		if (!s->queue_head)
			s->queue_tail = NULL;
		s->queue_length--;
	}
	return x;
}

static void *work(void *arg)
{
	struct http_server *s = arg;
	struct http_exchange *x;

	while ((x = take(s))) {
		if (atomic_load(&x->r->answered))
			http_release(x); /* a stop answered it; the reply's reference */
		else
			s->o.handler(s->o.arg, x);
		http_release(x);
	}
	return NULL;
}

void workers_start(struct http_server *s)
{
	s->n_workers = s->o.workers;
	s->worker = mem_alloc(sizeof *s->worker * (size_t)s->n_workers);
	for (int i = 0; i < s->n_workers; i++)
		s->worker[i] = thread_start(work, s, "http-worker");
}

void workers_stop(struct http_server *s)
{
	lock_take(&s->queue_lock);
	s->workers_stop = true;
	signal_all(&s->queue_signal);
	lock_give(&s->queue_lock);
	for (int i = 0; i < s->n_workers; i++)
		thread_join(s->worker[i]);
	mem_free(s->worker);
	s->worker = NULL;
}
