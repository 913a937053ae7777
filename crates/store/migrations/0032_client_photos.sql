-- Photos of clients, as outside messengers show them.
create table client_photo (
    client_id uuid primary key references client (id),
    -- Operators who know this may see it; each photo has another one.
    key text not null unique,
    taken_at bigint not null,
    -- A JPEG. Last, so that what stands before is read without it.
    bytes bytea not null
);
