-- Why a client was directed to whom: the decision with all that it was made of, as the desk writes it down. Only of widgets with
-- rules.
create table routing_decision (
    conversation_id uuid primary key references conversation (id),
    at bigint not null,
    record jsonb not null
);
