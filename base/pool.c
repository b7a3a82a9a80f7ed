/* SPDX-License-Identifier: MIT */
/*
 * pool.c -- a fixed set of workers that take shards off a counter.
 *
 * A job is announced by a new generation in `state`.  Workers spin a little
 * for it before they sleep, because learners that promise the same bytes for
 * any number of threads meet at a barrier thousands of times a second and a
 * sleeping thread takes longer to wake than such a round does.
 *
 * A worker joins a job or comes too late for it: the caller, once there are no
 * more shards to take, closes the job and waits for those who joined.  On a
 * machine that has other things to do, a worker without a core holds up
 * nobody.
 *
 *	state   generation : 32 | joined : 31 | open : 1
 */
#define _GNU_SOURCE
#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/ranks.h"

#define SPINS  4000
#define OPEN   UINT64_C(1)
#define JOINED UINT64_C(2) /* one of them */

struct qn_pool {
	int threads;
	int spins; /* none when threads outnumber cores: they would be spent
	            * keeping the one that is waited for from its core */
	pthread_t *worker; /* [threads - 1] */

	pthread_mutex_t lock;
	pthread_cond_t wake, done;
	_Atomic uint64_t state;
	atomic_bool closing;

	/* the job: written before it is opened, read by those who joined */
	qn_shard_fn *fn;
	void *ctx;
	size_t n, shards;
	atomic_size_t next; /* the next shard to take */

	struct qn_ranks *ranks, alone;
};

static void relax(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

static size_t shard_begin(const struct qn_pool *p, size_t shard)
{
	return (size_t)((unsigned __int128)p->n * shard / p->shards);
}

static void take_shards(struct qn_pool *p)
{
	size_t shard;
	while ((shard = atomic_fetch_add(&p->next, 1)) < p->shards)
		p->fn(p->ctx, shard, shard_begin(p, shard),
		      shard_begin(p, shard + 1));
}

static uint32_t generation(uint64_t state)
{
	return (uint32_t)(state >> 32);
}

static bool is_joined(uint64_t state)
{
	return (state & UINT32_MAX) >= JOINED;
}

static void await_generation(struct qn_pool *p, uint32_t seen)
{
	for (int i = 0; i < p->spins; i++) {
		if (generation(atomic_load(&p->state)) != seen)
			return;
		relax();
	}
	pthread_mutex_lock(&p->lock);
	while (generation(atomic_load(&p->state)) == seen)
		pthread_cond_wait(&p->wake, &p->lock);
	pthread_mutex_unlock(&p->lock);
}

/* False when the job of the newest generation is closed already. */
static bool join(struct qn_pool *p, uint32_t *seen)
{
	uint64_t state = atomic_load(&p->state);
	while ((state & OPEN) &&
	       !atomic_compare_exchange_weak(&p->state, &state, state + JOINED))
		;
	*seen = generation(state);
	return state & OPEN;
}

static void leave(struct qn_pool *p)
{
	uint64_t state = atomic_fetch_sub(&p->state, JOINED) - JOINED;
	if (is_joined(state) || (state & OPEN))
		return;
	pthread_mutex_lock(&p->lock);
	pthread_cond_signal(&p->done);
	pthread_mutex_unlock(&p->lock);
}

static void *work(void *arg)
{
	struct qn_pool *p = arg;
	for (uint32_t seen = 0;;) {
		await_generation(p, seen);
		if (atomic_load(&p->closing))
			return NULL;
		if (join(p, &seen)) {
			take_shards(p);
			leave(p);
		}
	}
}

static void announce(struct qn_pool *p, uint64_t open)
{
	uint64_t next = generation(atomic_load(&p->state)) + UINT64_C(1);
	pthread_mutex_lock(&p->lock);
	atomic_store(&p->state, next << 32 | open);
	pthread_cond_broadcast(&p->wake);
	pthread_mutex_unlock(&p->lock);
}

static void close_job(struct qn_pool *p)
{
	atomic_fetch_and(&p->state, ~OPEN);
	for (int i = 0; i < p->spins; i++) {
		if (!is_joined(atomic_load(&p->state)))
			return;
		relax();
	}
	pthread_mutex_lock(&p->lock);
	while (is_joined(atomic_load(&p->state)))
		pthread_cond_wait(&p->done, &p->lock);
	pthread_mutex_unlock(&p->lock);
}

int qn_pool_cores(void)
{
#ifdef __linux__
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) == 0)
		return CPU_COUNT(&set);
#endif
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : (int)n;
}

struct qn_pool *qn_pool_new(int threads)
{
	struct qn_pool *p = qn_calloc(1, sizeof *p);
	p->threads = threads > 0 ? threads : qn_pool_cores();
	p->spins = p->threads <= qn_pool_cores() ? SPINS : 0;
	p->worker = qn_calloc((size_t)p->threads, sizeof *p->worker);
	p->alone = (struct qn_ranks)QN_RANKS_ALONE;
	p->ranks = &p->alone;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->wake, NULL);
	pthread_cond_init(&p->done, NULL);
	for (int i = 0; i < p->threads - 1; i++)
		if (pthread_create(&p->worker[i], NULL, work, p) != 0) {
			/* Fewer threads change the speed, not the result. */
			p->threads = i + 1;
			break;
		}
	return p;
}

void qn_pool_free(struct qn_pool *p)
{
	if (!p)
		return;
	atomic_store(&p->closing, true);
	announce(p, 0);
	for (int i = 0; i < p->threads - 1; i++)
		pthread_join(p->worker[i], NULL);
	pthread_cond_destroy(&p->done);
	pthread_cond_destroy(&p->wake);
	pthread_mutex_destroy(&p->lock);
	free(p->worker);
	free(p);
}

void qn_pool_join(struct qn_pool *p, struct qn_ranks *ranks)
{
	p->ranks = ranks;
}

struct qn_ranks *qn_pool_ranks(const struct qn_pool *p)
{
	return p->ranks;
}

int qn_pool_threads(const struct qn_pool *p)
{
	return p->threads;
}

void qn_pool_for(struct qn_pool *p, size_t n, size_t shards, qn_shard_fn *fn,
                 void *ctx)
{
	if (shards == 0)
		return;
	p->fn = fn;
	p->ctx = ctx;
	p->n = n;
	p->shards = shards;
	atomic_store(&p->next, 0);
	if (p->threads == 1 || shards == 1) {
		take_shards(p);
		return;
	}
	announce(p, OPEN);
	take_shards(p);
	close_job(p);
}

void qn_pool_await(const struct qn_pool *p, const _Atomic size_t *counter,
                   size_t least)
{
	for (int i = 0; atomic_load(counter) < least; i++)
		if (i < p->spins)
			relax();
		else
			sched_yield();
}
