-- What programs of the company's sign in with.

create table api_token (
    id uuid primary key,
    name text not null,
    -- SHA-256: the token itself is known to its holder only.
    hash text not null unique,
    -- How it begins, by which people tell one from another.
    hint text not null,
    scopes jsonb not null,
    created_at bigint not null,
    created_by uuid not null references operator (id),
    expires_at bigint,
    -- About when a request came with it last.
    used_at bigint,
    -- Revoked ones stay: what they did bears their names.
    revoked_at bigint
);
