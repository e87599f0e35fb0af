/* From an opportunity to a decision, the roadmap and a release: the short path and its records. Inside a write. */
#pragma once
#include "domain/words.h"

struct placing {
	int64_t opportunity_id, roadmap_item_id; /* one of the two */
	int horizon;				 /* enum horizon */
	struct str title, reason, goal_title;
	int64_t goal_id, before_id;
	double position;
	bool has_position;
};
struct placed {
	int64_t roadmap_item_id, decision_id, goal_id; /* 0: none was made */
	bool is_new;
};
/* The drag. Writes the light decision record. */
[[nodiscard]] enum err roadmap_place(struct cx *cx, const struct placing *p, struct placed *ret);

struct ruling {
	int outcome;			      /* enum decision_outcome */
	struct str question, reason, options; /* options: JSON list or empty */
	int64_t review_on;		      /* days; 0: 90 days from now */
	int64_t supersedes;
};
[[nodiscard]] enum err opportunity_decide(struct cx *cx, int64_t opportunity_id, const struct ruling *r,
					  int64_t *ret_decision);
[[nodiscard]] enum err roadmap_drop(struct cx *cx, int64_t roadmap_item_id, const struct ruling *r,
				    int64_t *ret_decision);
[[nodiscard]] enum err decision_supersede(struct cx *cx, int64_t decision_id, const struct ruling *r,
					  int64_t *ret_decision);
/* A closed decision takes its opportunities along and tells their owners. */
[[nodiscard]] enum err decision_settle(struct cx *cx, int64_t decision_id);
/* What was known: claims, counts, links; never quotes. */
[[nodiscard]] enum err decision_snapshot(struct cx *cx, int64_t decision_id, struct str *ret);

struct releasing {
	int64_t release_id; /* 0: a new one */
	struct str name, changelog;
	int64_t released_at; /* 0: now */
};
struct released {
	int64_t release_id, changelog_entry_id;
};
[[nodiscard]] enum err roadmap_release(struct cx *cx, int64_t roadmap_item_id, const struct releasing *p,
				       struct released *ret);

/* {"now":[...],"next":[...],"later":[...],"hidden":n}; audience: enum audience. */
[[nodiscard]] enum err roadmap_board(struct cx *cx, int audience, struct json_out *j);
