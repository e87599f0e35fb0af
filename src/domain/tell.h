/* Who asked, who can be told, and the answers: drafted from the reason, held 60 s, sent once. Inside a transaction. */
#pragma once
#include "domain/words.h"

enum why_not {
	WHY_OK,
	WHY_NO_CONSENT,
	WHY_ANONYMOUS,
	WHY_ALREADY_ANSWERED,
	WHY_UNSUBSCRIBED,
	WHY_UNREACHABLE,
	WHY_NO_ADDRESS,
	WHY_HISTORY,
	WHY_DRAFTED,
	WHY_MISSING_VARIABLE,
	WHY_OTHER_NAME,
	WHY_NO_QUOTE_CONSENT,
	WHY_STATE,
	WHY_COUNT
};
const char *why_name(enum why_not w);
const char *why_note(enum why_not w); /* one sentence for a person */

/* One customer who asked, with what they said; anonymous items are askers of their own (contact_id 0). */
struct asker {
	int64_t contact_id, account_id;
	struct str name, email, account, language, external_id;
	enum why_not why;
	bool needs_asking; /* a person must name them: permission was neither given nor refused */
	int64_t answer_id; /* the answer that tells them already, or 0 */
	int answer_state;
	const struct word **word;
	size_t n;
};
struct telling {
	const struct resource *r; /* decision or release */
	int64_t id;
	int outcome;		  /* of a decision, -1 none */
	int64_t at;		  /* when it was decided or released */
	struct str reason, title; /* title: the need or the item, for texts */
	struct asker *asker;
	size_t n, asked, reachable, answered;
	struct words words;
};
/* Decision or release; opportunities and roadmap items stand for their newest one (NOT_FOUND without). */
[[nodiscard]] enum err tell_find(struct cx *cx, const struct resource *r, int64_t id, struct telling *ret);
struct asked {
	size_t asked, reachable, answered;
};
/* The same for a record that is still open: who would have to be told. */
[[nodiscard]] enum err tell_find_open(struct cx *cx, const struct resource *r, int64_t id, struct telling *ret);
/* Zeros for what has no decision or release. */
[[nodiscard]] enum err tell_count(struct cx *cx, const struct resource *r, int64_t id, struct asked *ret);
[[nodiscard]] enum err tell_show(struct cx *cx, const struct resource *r, int64_t id, struct json_out *j);

/* ---- texts (texts.c) ---- */
enum { TELL_LANGUAGES = 4 };
extern const char *const tell_languages[TELL_LANGUAGES];    /* en de fr es */
int tell_language(struct str language, bool *ret_fallback); /* index; English when there is no template */
struct letter {
	struct str subject, body;
};
/* body_template empty: the built-in one. {name} {words} {reason} {title} {product} {sender} are filled in. */
void tell_write(struct cx *cx, const struct telling *t, const struct asker *a, struct str body_template,
		struct letter *ret);
/* The footer with the status link and how to stop, in the language of the letter. */
struct str tell_footer(struct cx *cx, struct str language, struct str status_url, struct str unsubscribe_url);

/* ---- answers (answers.c) ---- */
struct drafting {
	const int64_t *contact; /* NULL: all who are sendable without being asked */
	size_t n;
	struct str body[TELL_LANGUAGES];
};
struct drafted {
	int64_t *answer;
	size_t created;
	struct {
		int64_t contact_id;
		enum why_not why;
	} * skipped;
	size_t n_skipped;
};
[[nodiscard]] enum err tell_draft(struct cx *cx, const struct resource *r, int64_t id, const struct drafting *d,
				  struct drafted *ret);

int64_t answer_hold_us(const struct cx *cx); /* 60 s unless set otherwise */
/* Holds one draft; *ret_why says what stands against it (then nothing was changed). */
[[nodiscard]] enum err answer_approve(struct cx *cx, int64_t answer_id, enum why_not *ret_why);
/* Back to draft while it is held; *ret_done false when it is too late. */
[[nodiscard]] enum err answer_cancel(struct cx *cx, int64_t answer_id, bool *ret_done);
[[nodiscard]] enum err answer_resend(struct cx *cx, int64_t answer_id, int64_t if_rev, struct str reason);
struct elsewhere {
	int64_t contact_id, decision_id, release_id;
	const int64_t *evidence;
	size_t n;
	struct str note;
};
[[nodiscard]] enum err answer_elsewhere(struct cx *cx, const struct elsewhere *e, int64_t *ret_answer);
/* May this contact be written to now? evidence: what they said (import consent); n may be 0. */
[[nodiscard]] enum err contact_may_be_told(struct cx *cx, int64_t contact_id, const int64_t *evidence, size_t n,
					   enum why_not *ret);

/* ---- sending, for src/api's courier (answers.c) ---- */
/* The next held answer whose time has come becomes `sending`; 0 none. *ret_next: when the next one is due, 0 none. */
[[nodiscard]] enum err answer_claim(struct cx *cx, int64_t *ret_answer, int64_t *ret_next);
/* Submits the job that sends what is due at that moment. */
[[nodiscard]] enum err answer_wake(struct cx *cx, int64_t at_us);
/* result: sent, failed, unknown; later: held again for a while. */
[[nodiscard]] enum err answer_settle(struct cx *cx, int64_t answer_id, int state, struct str detail);
[[nodiscard]] enum err answer_later(struct cx *cx, int64_t answer_id, struct str detail);
/* Answers that were being sent when a process died long ago: unknown, for a person. */
[[nodiscard]] enum err answer_sweep(struct cx *cx, int64_t older_than_us);

/* ---- the customer's private page (status.c) ---- */
struct status_item {
	struct str quote;
	int64_t said_at;
	const char *word; /* received, understood, decided, shipped, checked */
	int outcome;	  /* of the decision, -1 none */
	struct str reason, release;
	int64_t answer_id, rating;
	struct str answer_subject, answer_body;
	int64_t answered_at;
};
struct status_page {
	struct str product, contact, language;
	bool unsubscribed;
	struct status_item *item;
	size_t n;
};
[[nodiscard]] enum err status_link_new(struct cx *cx, int64_t contact_id, char text[48]);
[[nodiscard]] enum err status_links_revoke(struct cx *cx, int64_t contact_id, int64_t *ret_removed);
/* Sets cx->workspace_id from a token; NOT_FOUND for anything else. */
[[nodiscard]] enum err status_open(struct cx *cx, struct str token, int64_t *ret_contact);
[[nodiscard]] enum err status_load(struct cx *cx, int64_t contact_id, struct status_page *ret);
[[nodiscard]] enum err status_unsubscribe(struct cx *cx, int64_t contact_id);
[[nodiscard]] enum err status_rate(struct cx *cx, int64_t contact_id, int64_t answer_id, int64_t rating, int worked);
