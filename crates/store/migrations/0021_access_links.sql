-- Links that were mailed, good once and for a limited time: to come in as a new user, or to set a new password.
create table access_link (
    operator_id uuid not null references operator (id),
    -- 'invitation' or 'reset'. A new link of a kind takes the place of the one before.
    kind text not null,
    -- SHA-256 of the token: who reads the table cannot use it.
    token_hash text not null unique,
    created_at bigint not null,
    expires_at bigint not null,
    primary key (operator_id, kind)
);
