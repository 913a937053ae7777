-- Signing in through an OpenID Connect provider.

-- Who a user is at a provider. What the provider calls a person stays; an e-mail address may go to somebody else.
create table openid_link (
    issuer text not null,
    subject text not null,
    operator_id uuid not null references operator (id),
    linked_at bigint not null,
    primary key (issuer, subject),
    unique (issuer, operator_id)
);
create index openid_link_operator on openid_link (operator_id);

-- Sign-ins that went off to the provider and have not come back. Each comes back once.
create table openid_flow (
    -- SHA-256 of what the browser holds: who reads the table cannot come back for somebody.
    token_hash text primary key,
    return_to text not null,
    expires_at bigint not null
);

-- By what a sign-in was made: 'openid'; null: by a password.
alter table sign_in add column through text;
