-- What clients see of operators: a name instead of their own, where one was said, and a photo.
alter table operator add column public_name text;
create table operator_photo (
    operator_id uuid primary key references operator (id),
    -- Whoever knows this may see it; each photo has another one.
    key text not null unique,
    -- A JPEG.
    bytes bytea not null
);
