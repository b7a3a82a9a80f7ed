/* SPDX-License-Identifier: MIT */
/*
 * pool.c -- a fixed set of workers that take shards off a counter.
 *
 * A job is announced by raising `generation` under the lock.  Workers spin a
 * little for it before they sleep, because learners that promise the same
 * bytes for any number of threads meet at a barrier thousands of times a
 * second and a sleeping thread takes longer to wake than such a round does.
 */
#define _GNU_SOURCE
#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

#define SPINS 4000

struct qn_pool {
	int threads;
	int spins; /* none when threads outnumber cores: they would be spent
	            * keeping the one that is waited for from its core */
	pthread_t *worker; /* [threads - 1] */

	pthread_mutex_t lock;
	pthread_cond_t wake, done;
	atomic_uint generation; /* raised once a job; odd values too   */
	atomic_int busy;        /* workers that have not finished it   */
	atomic_bool closing;

	/* the job: written before `generation` is raised */
	qn_shard_fn *fn;
	void *ctx;
	size_t n, shards;
	atomic_size_t next; /* the next shard to take */
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

static void await_generation(struct qn_pool *p, unsigned seen)
{
	for (int i = 0; i < p->spins; i++) {
		if (atomic_load(&p->generation) != seen)
			return;
		relax();
	}
	pthread_mutex_lock(&p->lock);
	while (atomic_load(&p->generation) == seen)
		pthread_cond_wait(&p->wake, &p->lock);
	pthread_mutex_unlock(&p->lock);
}

static void *work(void *arg)
{
	struct qn_pool *p = arg;
	for (unsigned seen = 0;; seen++) {
		await_generation(p, seen);
		if (atomic_load(&p->closing))
			return NULL;
		take_shards(p);
		if (atomic_fetch_sub(&p->busy, 1) == 1) {
			pthread_mutex_lock(&p->lock);
			pthread_cond_signal(&p->done);
			pthread_mutex_unlock(&p->lock);
		}
	}
}

static void announce(struct qn_pool *p)
{
	pthread_mutex_lock(&p->lock);
	atomic_fetch_add(&p->generation, 1);
	pthread_cond_broadcast(&p->wake);
	pthread_mutex_unlock(&p->lock);
}

static void await_workers(struct qn_pool *p)
{
	for (int i = 0; i < p->spins; i++) {
		if (atomic_load(&p->busy) == 0)
			return;
		relax();
	}
	pthread_mutex_lock(&p->lock);
	while (atomic_load(&p->busy) != 0)
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
	announce(p);
	for (int i = 0; i < p->threads - 1; i++)
		pthread_join(p->worker[i], NULL);
	pthread_cond_destroy(&p->done);
	pthread_cond_destroy(&p->wake);
	pthread_mutex_destroy(&p->lock);
	free(p->worker);
	free(p);
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
	atomic_store(&p->busy, p->threads - 1);
	announce(p);
	take_shards(p);
	await_workers(p);
}
