-- With these secrets the company's own server signs who is signed in there. Sealed: without the key they say nothing.

create table identify_secret (
    id uuid primary key,
    sealed text not null,
    created_at bigint not null,
    used_at bigint
);
