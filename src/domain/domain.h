/* The rules that tables cannot say. domain_register() hangs them into the engine; the other headers of this directory
 * are the operations of the chain, called by src/api and src/cli.
 *
 * Rules that refuse something say what would help, on the field it is about. Rules that complete something act as
 * whoever acts (cx->actor); what the program does by itself runs as ACTOR_RULE or ACTOR_MACHINE. */
#pragma once
#include "model/engine.h"

void domain_register(struct model *m);

/* One batch of the follower that keeps stage_reached, states and counts (stages.c) in cx->workspace_id. */
[[nodiscard]] enum err domain_follow(struct cx *cx, bool *ret_more);
/* Until nothing is left, in every workspace (0) or one; cx outside a transaction. For the follower thread and commands.
 */
[[nodiscard]] enum err domain_follow_all(struct cx *cx, int64_t workspace_id);

/* Orders a grouping (job themes.rebuild) where enough was said since the last one; for the follower thread (regroup.c). */
[[nodiscard]] enum err domain_regroup_all(struct cx *cx);

/* Brings the state of one item in line with its links at once; the stage rows are the follower's. Inside a write. */
[[nodiscard]] enum err evidence_settle(struct cx *cx, int64_t evidence_id);

/* Runs fn with cx acting as a rule or the machine instead of a person. */
[[nodiscard]] enum err domain_act_as(struct cx *cx, enum actor actor, enum err (*fn)(struct cx *cx, void *arg),
				     void *arg);

/* Tells a member something; nothing when it is the member who acts, or nobody. */
[[nodiscard]] enum err domain_notify(struct cx *cx, int64_t member_id, const struct resource *about, int64_t id,
				     const char *fmt, ...) __attribute__((format(printf, 5, 6)));
