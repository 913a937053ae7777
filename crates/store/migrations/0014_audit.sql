-- Who did what: acts of administration, signing in, and looks at clients by who does not serve them. Names are kept as they
-- were then. Written in the transaction of what it tells of, never changed.

create table audit (
    id uuid primary key,
    at bigint not null,
    -- None: the command line, or somebody who could not sign in.
    operator_id uuid references operator (id),
    who text not null,
    address text,
    area text not null,
    act text not null,
    subject_id text,
    subject text,
    changes jsonb not null
);
create index audit_place on audit (at, id);
create index audit_operator_place on audit (operator_id, at, id) where operator_id is not null;
create index audit_area_place on audit (area, at, id);
