-- What belongs to signing in beside the password: where one is signed in, a second step, codes for a lost telephone.

-- When a request came with it last.
alter table sign_in add column seen_at bigint;
-- What must be done before anything else may be: `second_factor` has to be set up.
alter table sign_in add column owes text;
update sign_in set seen_at = created_at;

-- One-time codes of an app (RFC 6238). Sealed: without the key the secret says nothing.
create table second_factor (
    operator_id uuid primary key references operator (id),
    sealed text not null,
    created_at bigint not null,
    -- Until a first code was typed nobody is asked for one.
    confirmed_at bigint,
    -- The step of time of the last code that was believed: neither it nor an older one is believed again.
    last_step bigint not null
);

-- Hashes: each code opens once, when the app is lost.
create table recovery_code (
    operator_id uuid not null references operator (id),
    hash text not null,
    used_at bigint,
    primary key (operator_id, hash)
);
