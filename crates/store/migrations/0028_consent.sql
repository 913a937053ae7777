-- The consent's text of a widget, each version of it: who agreed to one can be shown what it said.
create table consent_version (
    widget_id text not null references widget (id),
    number bigint not null,
    at bigint not null,
    -- Per language: {"text": "...", "url": "https://..." or null}.
    texts jsonb not null,
    primary key (widget_id, number)
);
