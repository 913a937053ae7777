//! Views of SQLite's one writer into which one inserts what belongs to several tables: each statement is a way back from
//! its thread to whoever waits, so what always goes together is one. PostgreSQL says the same with `with`.

/// What that connection is told first. The views and their triggers are its own and go with it.
pub const VIEWS: &[&str] = &[STEP, STEP_SAVED, TALK, TALK_SAVED, NEWCOMER, NEWCOMER_STORED];

/// A conversation as a change left it, and the event it came to.
const STEP: &str = "create temp view step (id, group_id, state, target_group, target_operator, operator_id, priority, \
    accept_by, accepted_at, first_accepted_at, ended_at, end_cause, result_id, client_away_since, client_left_at, \
    client_delivered, client_read, operator_delivered, operator_read, glance, last_seq, due_at, colleagues, circle, \
    event_id, kind, version, author_kind, author_id, at, body) as select null, null, null, null, null, null, null, null, \
    null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, \
    null, null, null, null";

const STEP_SAVED: &str = "create temp trigger step_saved instead of insert on step begin \
    update conversation set group_id = new.group_id, state = new.state, target_group = new.target_group, \
    target_operator = new.target_operator, operator_id = new.operator_id, priority = new.priority, \
    accept_by = new.accept_by, accepted_at = new.accepted_at, first_accepted_at = new.first_accepted_at, \
    ended_at = new.ended_at, end_cause = new.end_cause, result_id = new.result_id, \
    client_away_since = new.client_away_since, client_left_at = new.client_left_at, \
    client_delivered = new.client_delivered, client_read = new.client_read, \
    operator_delivered = new.operator_delivered, operator_read = new.operator_read, glance = new.glance, \
    last_seq = new.last_seq, due_at = new.due_at, colleagues = new.colleagues, circle = new.circle where id = new.id; \
    insert into event (id, conversation_id, seq, kind, version, author_kind, author_id, at, body) \
    values (new.event_id, new.id, new.last_seq, new.kind, new.version, new.author_kind, new.author_id, new.at, new.body); \
    end";

/// The same where only the talk went on.
const TALK: &str = "create temp view talk (id, client_away_since, client_left_at, client_delivered, client_read, \
    operator_delivered, operator_read, glance, last_seq, due_at, event_id, kind, version, author_kind, author_id, at, \
    body) as select null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null";

const TALK_SAVED: &str = "create temp trigger talk_saved instead of insert on talk begin \
    update conversation set client_away_since = new.client_away_since, client_left_at = new.client_left_at, \
    client_delivered = new.client_delivered, client_read = new.client_read, \
    operator_delivered = new.operator_delivered, operator_read = new.operator_read, glance = new.glance, \
    last_seq = new.last_seq, due_at = new.due_at where id = new.id; \
    insert into event (id, conversation_id, seq, kind, version, author_kind, author_id, at, body) \
    values (new.event_id, new.id, new.last_seq, new.kind, new.version, new.author_kind, new.author_id, new.at, new.body); \
    end";

/// A client, and how it is known.
const NEWCOMER: &str = "create temp view newcomer (id, name, phone, email, seen_at, words, name_key, email_key, phone_key, \
    kind, value, device, widget_id) as \
    select null, null, null, null, null, null, null, null, null, null, null, null, null";

const NEWCOMER_STORED: &str = "create temp trigger newcomer_stored instead of insert on newcomer begin \
    insert into client (id, person_id, name, phone, email, first_seen_at, words, name_key, email_key, phone_key) \
    values (new.id, new.id, new.name, new.phone, new.email, new.seen_at, new.words, new.name_key, new.email_key, \
    new.phone_key); \
    insert into identity (kind, value, client_id, created_at, seen_at, device, widget_id) \
    values (new.kind, new.value, new.id, new.seen_at, new.seen_at, new.device, new.widget_id); \
    end";
