// Generated from the resource tables by `earshot schema --ts`. Do not edit.
export const resources = {
 "workspace": {
  "path": "workspaces",
  "prefix": "ws",
  "numbered": false,
  "label": "name",
  "group": "settings",
  "creatable": true,
  "searched": false,
  "doc": "The space of one organisation; every other object belongs to one.",
  "states": [],
  "moves": [],
  "fields": {
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 120,
    "visibility": "internal",
    "doc": "What the organisation or product is called."
   },
   "profile": {
    "type": "enum",
    "values": [
     "light",
     "standard",
     "strict"
    ],
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "How much of the governance table is asked for."
   },
   "zone": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 64,
    "visibility": "internal",
    "doc": "Time zone of business days, for example Europe/Berlin."
   },
   "locale": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 2,
    "max": 16,
    "visibility": "internal",
    "doc": "Language and region for dates and numbers."
   },
   "encoder": {
    "type": "enum",
    "values": [
     "auto",
     "english",
     "multilingual",
     "words"
    ],
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Which sentence encoder reads the texts."
   },
   "history_days": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 0,
    "max": 36500,
    "visibility": "internal",
    "doc": "Evidence said longer ago than this when it is imported enters as history (14 when empty)."
   },
   "is_sample": {
    "type": "bool",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "True for the sample workspace, which is never mixed with own data."
   }
  }
 },
 "user": {
  "path": "users",
  "prefix": "us",
  "numbered": false,
  "label": "email",
  "group": "settings",
  "creatable": true,
  "searched": false,
  "doc": "A person who can sign in.",
  "states": [],
  "moves": [],
  "fields": {
   "email": {
    "type": "email",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 3,
    "max": 254,
    "visibility": "internal",
    "doc": "Sign-in address."
   },
   "name": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 120,
    "visibility": "internal",
    "doc": "What colleagues call the person."
   },
   "is_disabled": {
    "type": "bool",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "May no longer sign in."
   }
  }
 },
 "membership": {
  "path": "memberships",
  "prefix": "mb",
  "numbered": false,
  "label": "name",
  "group": "settings",
  "creatable": true,
  "searched": false,
  "doc": "A user's place in a workspace.",
  "states": [],
  "moves": [],
  "fields": {
   "user_id": {
    "type": "ref",
    "ref": "user",
    "required": true,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Who."
   },
   "name": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 120,
    "visibility": "internal",
    "doc": "Name shown beside what the member did."
   },
   "roles": {
    "type": "enum_list",
    "values": [
     "owner",
     "admin",
     "pm",
     "researcher",
     "cx",
     "support",
     "sales",
     "marketing",
     "designer",
     "engineer",
     "executive",
     "viewer"
    ],
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "What the member does; sets the permissions."
   },
   "lead": {
    "type": "bool",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Leads its role and may approve what the governance table gives that lead."
   },
   "deputy_id": {
    "type": "ref",
    "ref": "membership",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Approves when the member is away."
   },
   "team_id": {
    "type": "ref",
    "ref": "team",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Team."
   },
   "timezone": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 64,
    "visibility": "internal",
    "doc": "Time zone of the member."
   }
  }
 },
 "invitation": {
  "path": "invitations",
  "prefix": "iv",
  "numbered": false,
  "label": "email",
  "group": "settings",
  "creatable": true,
  "searched": false,
  "doc": "A link by which someone joins the workspace.",
  "states": [],
  "moves": [],
  "fields": {
   "email": {
    "type": "email",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 3,
    "max": 254,
    "visibility": "internal",
    "doc": "For whom; empty: whoever has the link."
   },
   "roles": {
    "type": "enum_list",
    "values": [
     "owner",
     "admin",
     "pm",
     "researcher",
     "cx",
     "support",
     "sales",
     "marketing",
     "designer",
     "engineer",
     "executive",
     "viewer"
    ],
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Roles the new member gets."
   },
   "expires_at": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "The link's last moment."
   },
   "accepted_at": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "When it was used."
   }
  }
 },
 "team": {
  "path": "teams",
  "prefix": "tm",
  "numbered": false,
  "label": "name",
  "group": "settings",
  "creatable": true,
  "searched": false,
  "doc": "People who work together.",
  "states": [],
  "moves": [],
  "fields": {
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": true,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 120,
    "visibility": "internal",
    "doc": "Name."
   }
  }
 },
 "product": {
  "path": "products",
  "prefix": "pr",
  "numbered": false,
  "label": "name",
  "group": "settings",
  "creatable": true,
  "searched": false,
  "doc": "What customers use.",
  "states": [],
  "moves": [],
  "fields": {
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": true,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 120,
    "visibility": "public",
    "doc": "Name."
   },
   "stage": {
    "type": "enum",
    "values": [
     "early",
     "growth",
     "maturity"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Lifecycle stage; chooses default methods."
   },
   "vision": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 0,
    "max": 2000,
    "visibility": "internal",
    "doc": "Where it is going."
   }
  }
 },
 "area": {
  "path": "areas",
  "prefix": "ar",
  "numbered": false,
  "label": "name",
  "group": "settings",
  "creatable": true,
  "searched": false,
  "doc": "A part of a product.",
  "states": [],
  "moves": [],
  "fields": {
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": true,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 120,
    "visibility": "public",
    "doc": "Name."
   },
   "product_id": {
    "type": "ref",
    "ref": "product",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Product it belongs to."
   },
   "parent_id": {
    "type": "ref",
    "ref": "area",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Larger area it is part of."
   },
   "owner_id": {
    "type": "ref",
    "ref": "membership",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Who looks after it."
   }
  }
 },
 "account": {
  "path": "accounts",
  "prefix": "ac",
  "numbered": false,
  "label": "name",
  "group": "contacts",
  "creatable": true,
  "searched": true,
  "doc": "A paying organisation.",
  "states": [],
  "moves": [],
  "fields": {
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": true,
    "sort": true,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 200,
    "visibility": "internal",
    "doc": "Name."
   },
   "external_id": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 200,
    "visibility": "internal",
    "doc": "Its key in the system it came from."
   },
   "domain": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 253,
    "visibility": "internal",
    "doc": "Mail domain."
   },
   "plan": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 120,
    "visibility": "internal",
    "doc": "Plan it pays for."
   },
   "arr": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": true,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Yearly revenue in minor units of its currency."
   },
   "arr_currency": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "ISO 4217 code of the revenue."
   },
   "renewal_on": {
    "type": "date",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": true,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "When the contract renews."
   },
   "churned_on": {
    "type": "date",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": true,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "When it left."
   },
   "key_account": {
    "type": "bool",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "A loss would hurt."
   },
   "owner_id": {
    "type": "ref",
    "ref": "membership",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Who looks after it."
   }
  }
 },
 "contact": {
  "path": "contacts",
  "prefix": "co",
  "numbered": false,
  "label": "name",
  "group": "contacts",
  "creatable": true,
  "searched": true,
  "doc": "A person who gives feedback.",
  "states": [],
  "moves": [],
  "fields": {
   "name": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 200,
    "visibility": "private",
    "doc": "Name."
   },
   "email": {
    "type": "email",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 3,
    "max": 254,
    "visibility": "private",
    "doc": "Mail address."
   },
   "external_id": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 200,
    "visibility": "internal",
    "doc": "Its key in the system it came from."
   },
   "account_id": {
    "type": "ref",
    "ref": "account",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Organisation."
   },
   "title": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 200,
    "visibility": "private",
    "doc": "Job title."
   },
   "language": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 2,
    "max": 16,
    "visibility": "internal",
    "doc": "Language to answer in."
   },
   "consent_store": {
    "type": "enum",
    "values": [
     "unknown",
     "yes",
     "no"
    ],
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "May we keep what this person says?"
   },
   "consent_contact": {
    "type": "enum",
    "values": [
     "unknown",
     "yes",
     "no"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "May we write back?"
   },
   "consent_quote": {
    "type": "enum",
    "values": [
     "unknown",
     "yes",
     "no"
    ],
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "May we quote?"
   },
   "reachable": {
    "type": "bool",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "An answer can reach this person."
   },
   "unsubscribed_at": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Asked not to be written to."
   }
  }
 },
 "segment": {
  "path": "segments",
  "prefix": "sg",
  "numbered": false,
  "label": "name",
  "group": "settings",
  "creatable": true,
  "searched": false,
  "doc": "A rule that groups accounts or contacts.",
  "states": [],
  "moves": [],
  "fields": {
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": true,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 120,
    "visibility": "internal",
    "doc": "Name."
   },
   "rule": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 2000,
    "visibility": "internal",
    "doc": "Filter over account and contact fields."
   },
   "population": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "How many there are outside Earshot too."
   }
  }
 },
 "source": {
  "path": "sources",
  "prefix": "so",
  "numbered": false,
  "label": "name",
  "group": "settings",
  "creatable": true,
  "searched": false,
  "doc": "The system that feedback comes from.",
  "states": [],
  "moves": [],
  "fields": {
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": true,
    "sort": true,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 120,
    "visibility": "internal",
    "doc": "Name."
   },
   "kind": {
    "type": "enum",
    "values": [
     "helpdesk",
     "survey",
     "review",
     "interview",
     "call",
     "sales",
     "community",
     "mail",
     "form",
     "observation",
     "analytics",
     "other"
    ],
    "required": true,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "What sort of system."
   },
   "channel": {
    "type": "enum",
    "values": [
     "phone",
     "mail",
     "chat",
     "in_app",
     "web",
     "in_person",
     "other"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "How the customer spoke."
   },
   "history_days": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 0,
    "max": 36500,
    "visibility": "internal",
    "doc": "Overrides the workspace's history rule."
   }
  }
 },
 "evidence": {
  "path": "evidence",
  "prefix": "ev",
  "numbered": false,
  "label": "verbatim",
  "group": "evidence",
  "creatable": true,
  "searched": true,
  "doc": "One thing observed or said. Never edited after capture; corrections are versions.",
  "states": [
   "received",
   "triaged",
   "linked",
   "decided",
   "answered",
   "spam",
   "duplicate",
   "waiting"
  ],
  "moves": [
   {
    "from": "received",
    "to": "triaged",
    "permission": "evidence_update"
   },
   {
    "from": "received",
    "to": "spam",
    "permission": "evidence_update"
   },
   {
    "from": "received",
    "to": "duplicate",
    "permission": "evidence_update"
   },
   {
    "from": "received",
    "to": "waiting",
    "permission": "evidence_update"
   },
   {
    "from": "waiting",
    "to": "received",
    "permission": "evidence_update"
   },
   {
    "from": "waiting",
    "to": "triaged",
    "permission": "evidence_update"
   },
   {
    "from": "triaged",
    "to": "received",
    "permission": "evidence_update"
   },
   {
    "from": "triaged",
    "to": "spam",
    "permission": "evidence_update"
   },
   {
    "from": "triaged",
    "to": "duplicate",
    "permission": "evidence_update"
   },
   {
    "from": "spam",
    "to": "received",
    "permission": "evidence_update"
   },
   {
    "from": "duplicate",
    "to": "received",
    "permission": "evidence_update"
   }
  ],
  "fields": {
   "source_id": {
    "type": "ref",
    "ref": "source",
    "required": true,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "System it came from."
   },
   "external_id": {
    "type": "text",
    "required": false,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 300,
    "visibility": "internal",
    "doc": "Its key in that system."
   },
   "kind": {
    "type": "enum",
    "values": [
     "experiment",
     "observed",
     "interview",
     "verbatim",
     "relayed"
    ],
    "required": true,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "How directly it was observed."
   },
   "said_at": {
    "type": "time",
    "required": true,
    "fixed": true,
    "filter": true,
    "sort": true,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "When it was said."
   },
   "received_at": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": true,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "When it arrived here."
   },
   "verbatim": {
    "type": "text",
    "required": false,
    "fixed": true,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 200000,
    "visibility": "internal",
    "doc": "The customer's exact words."
   },
   "question": {
    "type": "text",
    "required": false,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 2000,
    "visibility": "internal",
    "doc": "The question it answers."
   },
   "score": {
    "type": "number",
    "required": false,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": -1000000,
    "max": 1000000,
    "visibility": "internal",
    "doc": "A number given instead of, or beside, words."
   },
   "score_max": {
    "type": "number",
    "required": false,
    "fixed": true,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": -1000000,
    "max": 1000000,
    "visibility": "internal",
    "doc": "The top of the score's scale."
   },
   "choice": {
    "type": "text",
    "required": false,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 500,
    "visibility": "internal",
    "doc": "A chosen answer."
   },
   "language": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 2,
    "max": 16,
    "visibility": "internal",
    "doc": "Language of the words."
   },
   "title": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 500,
    "visibility": "internal",
    "doc": "Subject line."
   },
   "url": {
    "type": "url",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 2000,
    "visibility": "internal",
    "doc": "Where it stands in the source."
   },
   "contact_id": {
    "type": "ref",
    "ref": "contact",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Who said it."
   },
   "account_id": {
    "type": "ref",
    "ref": "account",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Organisation of the one who said it."
   },
   "relayed_by": {
    "type": "ref",
    "ref": "membership",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Colleague who passed it on."
   },
   "area_id": {
    "type": "ref",
    "ref": "area",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Part of the product it is about."
   },
   "journey_stage": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 120,
    "visibility": "internal",
    "doc": "Stage of the customer's journey."
   },
   "request": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 2000,
    "visibility": "internal",
    "doc": "What the customer asked for."
   },
   "need": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 2000,
    "visibility": "internal",
    "doc": "The progress wanted behind it."
   },
   "emotion": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": -2,
    "max": 2,
    "visibility": "internal",
    "doc": "Mood from -2 very negative to 2 very positive."
   },
   "urgency": {
    "type": "enum",
    "values": [
     "low",
     "normal",
     "high"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "How soon it needs a person."
   },
   "state": {
    "type": "enum",
    "values": [
     "received",
     "triaged",
     "linked",
     "decided",
     "answered",
     "spam",
     "duplicate",
     "waiting"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Where it stands on its way to an answer."
   },
   "due_at": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": true,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "When a person must have looked at it."
   },
   "is_history": {
    "type": "bool",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Entered long after it was said: no deadlines, nothing sent."
   },
   "duplicate_of": {
    "type": "ref",
    "ref": "evidence",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "The same statement by the same person, kept once."
   },
   "import_id": {
    "type": "ref",
    "ref": "import",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Import that brought it."
   },
   "no_theme": {
    "type": "bool",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Someone decided that no theme fits."
   }
  }
 },
 "highlight": {
  "path": "highlights",
  "prefix": "hl",
  "numbered": false,
  "label": "quote",
  "group": "evidence",
  "creatable": true,
  "searched": false,
  "doc": "A marked span of a verbatim; the smallest unit of coding.",
  "states": [],
  "moves": [],
  "fields": {
   "evidence_id": {
    "type": "ref",
    "ref": "evidence",
    "required": true,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Item it marks."
   },
   "start": {
    "type": "integer",
    "required": true,
    "fixed": true,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 0,
    "max": 200000,
    "visibility": "internal",
    "doc": "First code point."
   },
   "length": {
    "type": "integer",
    "required": true,
    "fixed": true,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 200000,
    "visibility": "internal",
    "doc": "Code points marked."
   },
   "quote": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "min": 1,
    "max": 20000,
    "visibility": "internal",
    "doc": "The marked words."
   },
   "note": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 2000,
    "visibility": "internal",
    "doc": "Remark."
   },
   "code_id": {
    "type": "ref",
    "ref": "code",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Research label."
   }
  }
 },
 "code": {
  "path": "codes",
  "prefix": "cd",
  "numbered": false,
  "label": "name",
  "group": "themes",
  "creatable": true,
  "searched": false,
  "doc": "A research label of the codebook.",
  "states": [],
  "moves": [],
  "fields": {
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": true,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 120,
    "visibility": "internal",
    "doc": "Label."
   },
   "definition": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 0,
    "max": 2000,
    "visibility": "internal",
    "doc": "When it applies."
   },
   "theme_id": {
    "type": "ref",
    "ref": "theme",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Theme it belongs to."
   }
  }
 },
 "comment": {
  "path": "comments",
  "prefix": "cm",
  "numbered": false,
  "label": "body",
  "group": "discussion",
  "creatable": true,
  "searched": false,
  "doc": "A remark on an object.",
  "states": [],
  "moves": [],
  "fields": {
   "object": {
    "type": "any",
    "required": true,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "What it is about."
   },
   "body": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 10000,
    "visibility": "internal",
    "doc": "The remark."
   },
   "resolved_at": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "When it was settled."
   }
  }
 },
 "attachment": {
  "path": "attachments",
  "prefix": "at",
  "numbered": false,
  "label": "name",
  "group": "evidence",
  "creatable": false,
  "searched": false,
  "doc": "A file kept with an object.",
  "states": [],
  "moves": [],
  "fields": {
   "object": {
    "type": "any",
    "required": true,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "What it belongs to."
   },
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 255,
    "visibility": "internal",
    "doc": "File name."
   },
   "type": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "min": 1,
    "max": 100,
    "visibility": "internal",
    "doc": "Media type, found from the content."
   },
   "size": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "min": 0,
    "max": 10485760,
    "visibility": "internal",
    "doc": "Bytes."
   },
   "sha256": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Hash of the content."
   }
  }
 },
 "theme": {
  "path": "themes",
  "prefix": "th",
  "numbered": true,
  "label": "name",
  "group": "themes",
  "creatable": true,
  "searched": true,
  "doc": "A recurring pattern over evidence, with a definition and a rule.",
  "states": [
   "proposed",
   "active",
   "retired"
  ],
  "moves": [
   {
    "from": "proposed",
    "to": "active",
    "permission": "themes_update"
   },
   {
    "from": "proposed",
    "to": "retired",
    "permission": "themes_update"
   },
   {
    "from": "active",
    "to": "retired",
    "permission": "themes_update"
   },
   {
    "from": "retired",
    "to": "active",
    "permission": "themes_update"
   }
  ],
  "fields": {
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": true,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 200,
    "visibility": "internal",
    "doc": "Name."
   },
   "definition": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 0,
    "max": 4000,
    "visibility": "internal",
    "doc": "What belongs here and what does not."
   },
   "rule": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 0,
    "max": 2000,
    "visibility": "internal",
    "doc": "Saved search that links items by itself."
   },
   "parent_id": {
    "type": "ref",
    "ref": "theme",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Larger theme."
   },
   "pinned": {
    "type": "bool",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Stays whatever the grouping finds."
   },
   "origin": {
    "type": "enum",
    "values": [
     "person",
     "rule",
     "machine"
    ],
    "required": false,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Who made it."
   },
   "state": {
    "type": "enum",
    "values": [
     "proposed",
     "active",
     "retired"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Proposed, active or retired."
   },
   "items": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": true,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Items linked; kept by the program."
   },
   "accounts": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": true,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Distinct accounts heard; kept by the program."
   }
  }
 },
 "insight": {
  "path": "insights",
  "prefix": "in",
  "numbered": true,
  "label": "claim",
  "group": "insights",
  "creatable": true,
  "searched": true,
  "doc": "A sourced claim about why customers behave so, which could change a decision.",
  "states": [
   "draft",
   "in_review",
   "accepted",
   "retired"
  ],
  "moves": [
   {
    "from": "draft",
    "to": "in_review",
    "permission": "insights_update"
   },
   {
    "from": "in_review",
    "to": "accepted",
    "permission": "insights_decide"
   },
   {
    "from": "in_review",
    "to": "draft",
    "permission": "insights_update"
   },
   {
    "from": "draft",
    "to": "accepted",
    "permission": "insights_decide"
   },
   {
    "from": "draft",
    "to": "retired",
    "permission": "insights_update"
   },
   {
    "from": "accepted",
    "to": "retired",
    "permission": "insights_update"
   },
   {
    "from": "retired",
    "to": "draft",
    "permission": "insights_update"
   }
  ],
  "fields": {
   "claim": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 2000,
    "visibility": "internal",
    "doc": "The claim in one sentence."
   },
   "area_id": {
    "type": "ref",
    "ref": "area",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Part of the product."
   },
   "segment_id": {
    "type": "ref",
    "ref": "segment",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "For whom it holds."
   },
   "confidence": {
    "type": "enum",
    "values": [
     "low",
     "medium",
     "high"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "How sure its author is."
   },
   "valid_from": {
    "type": "date",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Holds from."
   },
   "valid_to": {
    "type": "date",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Holds until."
   },
   "contradiction_searched_at": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "When someone looked for evidence against it."
   },
   "contradiction_searched_by": {
    "type": "ref",
    "ref": "membership",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Who looked."
   },
   "state": {
    "type": "enum",
    "values": [
     "draft",
     "in_review",
     "accepted",
     "retired"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Draft, in review, accepted or retired."
   }
  }
 },
 "struggling_moment": {
  "path": "struggling-moments",
  "prefix": "sm",
  "numbered": false,
  "label": "who",
  "group": "insights",
  "creatable": true,
  "searched": true,
  "doc": "A situation in which someone fails to make progress.",
  "states": [],
  "moves": [],
  "fields": {
   "who": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 500,
    "visibility": "internal",
    "doc": "Who struggles."
   },
   "when": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 1000,
    "visibility": "internal",
    "doc": "When it happens."
   },
   "where": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 1000,
    "visibility": "internal",
    "doc": "Where in the product or the work."
   },
   "why": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 2000,
    "visibility": "internal",
    "doc": "Why progress fails."
   },
   "trigger": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 1000,
    "visibility": "internal",
    "doc": "What sets it off."
   },
   "task": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 1000,
    "visibility": "internal",
    "doc": "What the person was doing."
   },
   "workaround": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 1000,
    "visibility": "internal",
    "doc": "What is done instead."
   },
   "consequence": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 1000,
    "visibility": "internal",
    "doc": "What the failure costs."
   },
   "context": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 2000,
    "visibility": "internal",
    "doc": "Culture, organisation, surroundings."
   }
  }
 },
 "goal": {
  "path": "goals",
  "prefix": "go",
  "numbered": true,
  "label": "objective",
  "group": "roadmap",
  "creatable": true,
  "searched": false,
  "doc": "An objective with a measure, a target and a date.",
  "states": [],
  "moves": [],
  "fields": {
   "objective": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 500,
    "visibility": "internal",
    "doc": "What shall be true."
   },
   "metric": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 200,
    "visibility": "internal",
    "doc": "What is measured."
   },
   "baseline": {
    "type": "number",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": -1e+15,
    "max": 1e+15,
    "visibility": "internal",
    "doc": "Value at the start."
   },
   "target": {
    "type": "number",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": -1e+15,
    "max": 1e+15,
    "visibility": "internal",
    "doc": "Value aimed at."
   },
   "unit": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 60,
    "visibility": "internal",
    "doc": "Unit of the measure."
   },
   "due_on": {
    "type": "date",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": true,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "By when."
   },
   "guardrail": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 500,
    "visibility": "internal",
    "doc": "What must not get worse."
   },
   "owner_id": {
    "type": "ref",
    "ref": "membership",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Who drives it."
   }
  }
 },
 "opportunity": {
  "path": "opportunities",
  "prefix": "op",
  "numbered": true,
  "label": "need",
  "group": "opportunities",
  "creatable": true,
  "searched": true,
  "doc": "An unmet need, pain or desire which, if met, moves a goal. Framed without a solution.",
  "states": [
   "draft",
   "offered",
   "accepted",
   "bounced",
   "exploring",
   "decided",
   "done",
   "reopened"
  ],
  "moves": [
   {
    "from": "draft",
    "to": "offered",
    "permission": "opportunities_create"
   },
   {
    "from": "offered",
    "to": "accepted",
    "permission": "opportunities_update"
   },
   {
    "from": "offered",
    "to": "bounced",
    "permission": "opportunities_update"
   },
   {
    "from": "bounced",
    "to": "offered",
    "permission": "opportunities_create"
   },
   {
    "from": "draft",
    "to": "accepted",
    "permission": "opportunities_update_all"
   },
   {
    "from": "accepted",
    "to": "exploring",
    "permission": "opportunities_update"
   },
   {
    "from": "exploring",
    "to": "accepted",
    "permission": "opportunities_update"
   },
   {
    "from": "decided",
    "to": "done",
    "permission": "opportunities_update_all"
   },
   {
    "from": "decided",
    "to": "reopened",
    "permission": "opportunities_update_all"
   },
   {
    "from": "done",
    "to": "reopened",
    "permission": "opportunities_update_all"
   },
   {
    "from": "reopened",
    "to": "exploring",
    "permission": "opportunities_update"
   }
  ],
  "fields": {
   "need": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 2000,
    "visibility": "internal",
    "doc": "Progress wanted, free of any solution."
   },
   "request": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": true,
    "system": false,
    "min": 1,
    "max": 2000,
    "visibility": "internal",
    "doc": "What customers asked for, kept apart."
   },
   "form": {
    "type": "enum",
    "values": [
     "need",
     "pain",
     "desire"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Need, pain or desire."
   },
   "goal_id": {
    "type": "ref",
    "ref": "goal",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Goal it moves."
   },
   "area_id": {
    "type": "ref",
    "ref": "area",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Part of the product."
   },
   "parent_id": {
    "type": "ref",
    "ref": "opportunity",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Larger opportunity."
   },
   "owner_id": {
    "type": "ref",
    "ref": "membership",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Who drives it."
   },
   "lifecycle": {
    "type": "enum",
    "values": [
     "early",
     "growth",
     "maturity"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Lifecycle stage it matters for."
   },
   "kind": {
    "type": "enum",
    "values": [
     "need",
     "bet",
     "duty",
     "debt"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Need, bet, duty or debt."
   },
   "state": {
    "type": "enum",
    "values": [
     "draft",
     "offered",
     "accepted",
     "bounced",
     "exploring",
     "decided",
     "done",
     "reopened"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Where it stands."
   },
   "due_at": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": true,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "When a decision is due."
   }
  }
 },
 "score": {
  "path": "scores",
  "prefix": "sc",
  "numbered": false,
  "label": "id",
  "group": "opportunities",
  "creatable": true,
  "searched": false,
  "doc": "One method's figure for an opportunity, with its inputs.",
  "states": [],
  "moves": [],
  "fields": {
   "opportunity_id": {
    "type": "ref",
    "ref": "opportunity",
    "required": true,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "What is scored."
   },
   "method": {
    "type": "enum",
    "values": [
     "rice"
    ],
    "required": true,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Named method."
   },
   "version": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Version of the method."
   },
   "inputs": {
    "type": "json",
    "required": true,
    "fixed": true,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 2,
    "max": 10000,
    "visibility": "internal",
    "doc": "What went in."
   },
   "result": {
    "type": "json",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "min": 0,
    "max": 10000,
    "visibility": "internal",
    "doc": "What came out."
   },
   "value": {
    "type": "number",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": true,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "The figure to rank by; empty when the method gives none."
   },
   "reason": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 2000,
    "visibility": "internal",
    "doc": "Why these inputs."
   },
   "seed": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Seed of drawn methods."
   },
   "is_revealed": {
    "type": "bool",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Others may see it."
   }
  }
 },
 "decision": {
  "path": "decisions",
  "prefix": "de",
  "numbered": true,
  "label": "question",
  "group": "decisions",
  "creatable": true,
  "searched": false,
  "doc": "A question settled, with options, reason and decider. Append-only: a reversal supersedes.",
  "states": [],
  "moves": [],
  "fields": {
   "question": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 1000,
    "visibility": "internal",
    "doc": "What was to be decided."
   },
   "options": {
    "type": "text_list",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 0,
    "max": 20,
    "visibility": "internal",
    "doc": "What could have been chosen."
   },
   "outcome": {
    "type": "enum",
    "values": [
     "do",
     "not_now",
     "wont",
     "need_evidence"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "What was chosen; empty while open."
   },
   "reason": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 4000,
    "visibility": "internal",
    "doc": "Why, in words a customer could read."
   },
   "protocol": {
    "type": "enum",
    "values": [
     "single",
     "peer_review",
     "consent",
     "daci",
     "rice_threshold",
     "pre_set_rule"
    ],
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "How it was decided."
   },
   "decider_id": {
    "type": "ref",
    "ref": "membership",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Who answers for it."
   },
   "review_on": {
    "type": "date",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": true,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "When to look again."
   },
   "decided_at": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": true,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "When it was closed."
   },
   "supersedes": {
    "type": "ref",
    "ref": "decision",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Record it replaces."
   },
   "form": {
    "type": "enum",
    "values": [
     "full",
     "light"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Light (from a drag) or full."
   },
   "snapshot": {
    "type": "json",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "min": 0,
    "max": 100000,
    "visibility": "internal",
    "doc": "Claims, counts and links seen at the time; never quotes."
   }
  }
 },
 "decision_role": {
  "path": "decision-roles",
  "prefix": "dr",
  "numbered": false,
  "label": "id",
  "group": "decisions",
  "creatable": true,
  "searched": false,
  "doc": "A seat in a decision.",
  "states": [],
  "moves": [],
  "fields": {
   "decision_id": {
    "type": "ref",
    "ref": "decision",
    "required": true,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Decision."
   },
   "member_id": {
    "type": "ref",
    "ref": "membership",
    "required": true,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Who sits there."
   },
   "role": {
    "type": "enum",
    "values": [
     "driver",
     "approver",
     "contributor",
     "informed"
    ],
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Driver, approver, contributor or informed."
   }
  }
 },
 "roadmap_item": {
  "path": "roadmap-items",
  "prefix": "rm",
  "numbered": true,
  "label": "title",
  "group": "roadmap",
  "creatable": true,
  "searched": false,
  "doc": "An initiative or feature with a horizon and a target outcome; a plan, not a promise.",
  "states": [
   "candidate",
   "committed",
   "in_delivery",
   "released",
   "reviewed",
   "dropped"
  ],
  "moves": [
   {
    "from": "candidate",
    "to": "committed",
    "permission": "roadmap_update"
   },
   {
    "from": "committed",
    "to": "in_delivery",
    "permission": "roadmap_update"
   },
   {
    "from": "committed",
    "to": "candidate",
    "permission": "roadmap_update"
   },
   {
    "from": "in_delivery",
    "to": "released",
    "permission": "roadmap_update"
   },
   {
    "from": "committed",
    "to": "released",
    "permission": "roadmap_update"
   },
   {
    "from": "candidate",
    "to": "released",
    "permission": "roadmap_update"
   },
   {
    "from": "released",
    "to": "reviewed",
    "permission": "roadmap_update"
   },
   {
    "from": "candidate",
    "to": "dropped",
    "permission": "roadmap_update"
   },
   {
    "from": "committed",
    "to": "dropped",
    "permission": "roadmap_update"
   },
   {
    "from": "in_delivery",
    "to": "dropped",
    "permission": "roadmap_update"
   }
  ],
  "fields": {
   "title": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 300,
    "visibility": "public",
    "doc": "What it is."
   },
   "horizon": {
    "type": "enum",
    "values": [
     "now",
     "next",
     "later"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": true,
    "searched": false,
    "system": false,
    "visibility": "public",
    "doc": "Now, next or later."
   },
   "position": {
    "type": "number",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": true,
    "searched": false,
    "system": false,
    "min": -1e+15,
    "max": 1e+15,
    "visibility": "internal",
    "doc": "Order within the horizon."
   },
   "goal_id": {
    "type": "ref",
    "ref": "goal",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Goal it serves; required from next on."
   },
   "metric": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 200,
    "visibility": "internal",
    "doc": "What will show that it worked."
   },
   "baseline": {
    "type": "number",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": -1e+15,
    "max": 1e+15,
    "visibility": "internal",
    "doc": "Value before."
   },
   "target": {
    "type": "number",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": -1e+15,
    "max": 1e+15,
    "visibility": "internal",
    "doc": "Value aimed at."
   },
   "due_on": {
    "type": "date",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": true,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "By when."
   },
   "prediction": {
    "type": "number",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 0,
    "max": 1,
    "visibility": "internal",
    "doc": "Probability of reaching the target; frozen at commitment."
   },
   "unmeasured_bet": {
    "type": "bool",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Committed without a measure, said openly."
   },
   "guardrail": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 500,
    "visibility": "internal",
    "doc": "What must not get worse."
   },
   "owner_id": {
    "type": "ref",
    "ref": "membership",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Who drives it."
   },
   "audience": {
    "type": "enum",
    "values": [
     "internal",
     "customer",
     "public"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Who may see it."
   },
   "external_key": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 200,
    "visibility": "internal",
    "doc": "Key in the tracker."
   },
   "url": {
    "type": "url",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 2000,
    "visibility": "internal",
    "doc": "Address in the tracker."
   },
   "state": {
    "type": "enum",
    "values": [
     "candidate",
     "committed",
     "in_delivery",
     "released",
     "reviewed",
     "dropped"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Where it stands."
   }
  }
 },
 "release": {
  "path": "releases",
  "prefix": "re",
  "numbered": false,
  "label": "name",
  "group": "roadmap",
  "creatable": true,
  "searched": false,
  "doc": "What became available, to whom and when.",
  "states": [],
  "moves": [],
  "fields": {
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 200,
    "visibility": "public",
    "doc": "Name or version."
   },
   "released_at": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": true,
    "searched": false,
    "system": false,
    "visibility": "public",
    "doc": "When it became available."
   },
   "audience": {
    "type": "enum",
    "values": [
     "internal",
     "customer",
     "public"
    ],
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "To whom."
   }
  }
 },
 "changelog_entry": {
  "path": "changelog-entries",
  "prefix": "ce",
  "numbered": false,
  "label": "text",
  "group": "roadmap",
  "creatable": true,
  "searched": false,
  "doc": "Customer-readable text on a release.",
  "states": [],
  "moves": [],
  "fields": {
   "release_id": {
    "type": "ref",
    "ref": "release",
    "required": true,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "public",
    "doc": "Release."
   },
   "text": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 4000,
    "visibility": "public",
    "doc": "What changed, in the customer's words."
   },
   "visibility": {
    "type": "enum",
    "values": [
     "internal",
     "customer",
     "public"
    ],
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Who may read it."
   }
  }
 },
 "answer": {
  "path": "answers",
  "prefix": "an",
  "numbered": true,
  "label": "subject",
  "group": "answers",
  "creatable": true,
  "searched": false,
  "doc": "A message to a contact about a decision, release or refusal.",
  "states": [],
  "moves": [],
  "fields": {
   "contact_id": {
    "type": "ref",
    "ref": "contact",
    "required": true,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "customer",
    "doc": "To whom."
   },
   "decision_id": {
    "type": "ref",
    "ref": "decision",
    "required": false,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Decision it tells."
   },
   "release_id": {
    "type": "ref",
    "ref": "release",
    "required": false,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Release it tells."
   },
   "channel": {
    "type": "enum",
    "values": [
     "mail",
     "status_page",
     "elsewhere"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "How it goes out."
   },
   "language": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 2,
    "max": 16,
    "visibility": "internal",
    "doc": "Language."
   },
   "subject": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 200,
    "visibility": "customer",
    "doc": "Subject line."
   },
   "body": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 20000,
    "visibility": "customer",
    "doc": "The words."
   },
   "state": {
    "type": "enum",
    "values": [
     "draft",
     "approved",
     "held",
     "sending",
     "sent",
     "failed",
     "unknown",
     "answered_elsewhere"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Where it stands."
   },
   "approved_by": {
    "type": "ref",
    "ref": "membership",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Who approved it."
   },
   "hold_until": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Leaves at this moment unless taken back."
   },
   "sent_at": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": true,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "When it left."
   },
   "failure": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "min": 0,
    "max": 500,
    "visibility": "internal",
    "doc": "Why it could not be delivered."
   },
   "note": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 1000,
    "visibility": "internal",
    "doc": "Remark, for example where it was answered elsewhere."
   },
   "rating": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 5,
    "visibility": "customer",
    "doc": "The customer's rating of the answer."
   },
   "worked": {
    "type": "enum",
    "values": [
     "yes",
     "partly",
     "no"
    ],
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "customer",
    "doc": "Did it help?"
   }
  }
 },
 "custom_field": {
  "path": "custom-fields",
  "prefix": "cf",
  "numbered": false,
  "label": "name",
  "group": "settings",
  "creatable": true,
  "searched": false,
  "doc": "A field that this workspace added to a resource.",
  "states": [],
  "moves": [],
  "fields": {
   "resource": {
    "type": "enum",
    "values": [
     "evidence",
     "contact",
     "account",
     "theme",
     "insight",
     "opportunity",
     "decision",
     "goal",
     "roadmap_item",
     "release"
    ],
    "required": true,
    "fixed": true,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Resource it extends."
   },
   "key": {
    "type": "text",
    "required": true,
    "fixed": true,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 60,
    "visibility": "internal",
    "doc": "Its key under custom."
   },
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 120,
    "visibility": "internal",
    "doc": "Label."
   },
   "type": {
    "type": "enum",
    "values": [
     "text",
     "number",
     "choice",
     "date",
     "bool"
    ],
    "required": true,
    "fixed": true,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Kind of value."
   },
   "choices": {
    "type": "text_list",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 0,
    "max": 200,
    "visibility": "internal",
    "doc": "Values of a choice."
   },
   "filterable": {
    "type": "bool",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Lists can be filtered by it."
   }
  }
 },
 "saved_view": {
  "path": "saved-views",
  "prefix": "vw",
  "numbered": true,
  "label": "name",
  "group": "discussion",
  "creatable": true,
  "searched": false,
  "doc": "A list with its filter, order and columns.",
  "states": [],
  "moves": [],
  "fields": {
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 120,
    "visibility": "internal",
    "doc": "Name."
   },
   "path": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 200,
    "visibility": "internal",
    "doc": "Page it opens."
   },
   "query": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 0,
    "max": 4000,
    "visibility": "internal",
    "doc": "Filter, order, columns as in the address."
   },
   "shared": {
    "type": "bool",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Everybody sees it."
   }
  }
 },
 "saved_mapping": {
  "path": "saved-mappings",
  "prefix": "mp",
  "numbered": false,
  "label": "name",
  "group": "evidence",
  "creatable": true,
  "searched": false,
  "doc": "How the columns of a file become fields; found again by its column names.",
  "states": [],
  "moves": [],
  "fields": {
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 200,
    "visibility": "internal",
    "doc": "Name."
   },
   "columns_hash": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 64,
    "visibility": "internal",
    "doc": "Hash of the column names."
   },
   "mapping": {
    "type": "json",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 2,
    "max": 100000,
    "visibility": "internal",
    "doc": "Field to column."
   }
  }
 },
 "import": {
  "path": "imports",
  "prefix": "im",
  "numbered": false,
  "label": "name",
  "group": "evidence",
  "creatable": false,
  "searched": false,
  "doc": "One file brought in.",
  "states": [],
  "moves": [],
  "fields": {
   "name": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 255,
    "visibility": "internal",
    "doc": "File name."
   },
   "resource": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 60,
    "visibility": "internal",
    "doc": "What its rows become."
   },
   "source_id": {
    "type": "ref",
    "ref": "source",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "Source of its evidence."
   },
   "consent": {
    "type": "enum",
    "values": [
     "asked",
     "each_time",
     "no"
    ],
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "May these people be answered about what they wrote?"
   },
   "mapping": {
    "type": "json",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 0,
    "max": 100000,
    "visibility": "internal",
    "doc": "Field to column."
   },
   "state": {
    "type": "enum",
    "values": [
     "waiting",
     "running",
     "done",
     "failed",
     "cancelled",
     "undone"
    ],
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Where it stands."
   },
   "total": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Rows in the file."
   },
   "read": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Rows read."
   },
   "created": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Objects made."
   },
   "updated": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Objects that got a new version."
   },
   "skipped": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Rows already here, unchanged."
   },
   "counted": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Rows without words, kept as counts."
   },
   "failed": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Rows refused."
   },
   "accounts_created": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Accounts made on the way."
   },
   "contacts_created": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Contacts made on the way."
   },
   "finished_at": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "When it ended."
   },
   "undone_at": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "When it was undone."
   },
   "dry_run": {
    "type": "bool",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Only tried: nothing was written."
   },
   "custom_fields_created": {
    "type": "integer",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "Custom fields made for it."
   },
   "file_hash": {
    "type": "text",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": true,
    "visibility": "internal",
    "doc": "SHA-256 of the file: the same file again adds nothing."
   }
  }
 },
 "notification": {
  "path": "notifications",
  "prefix": "no",
  "numbered": false,
  "label": "text",
  "group": "discussion",
  "creatable": false,
  "searched": false,
  "doc": "Something a member should know.",
  "states": [],
  "moves": [],
  "fields": {
   "member_id": {
    "type": "ref",
    "ref": "membership",
    "required": true,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "For whom."
   },
   "text": {
    "type": "text",
    "required": true,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "min": 1,
    "max": 500,
    "visibility": "internal",
    "doc": "What happened."
   },
   "object": {
    "type": "any",
    "required": false,
    "fixed": false,
    "filter": false,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "What it is about."
   },
   "read_at": {
    "type": "time",
    "required": false,
    "fixed": false,
    "filter": true,
    "sort": false,
    "searched": false,
    "system": false,
    "visibility": "internal",
    "doc": "When it was seen."
   }
  }
 }
} as const;
