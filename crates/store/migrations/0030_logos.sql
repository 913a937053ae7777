-- Pictures that widgets show beside the company's name, by what they are made of: the SHA-256 of their bytes, and the width
-- at which they are shown.
create table logo (
    id text primary key,
    media_type text not null,
    -- Base64: a small picture, read once by each browser.
    bytes text not null,
    created_at bigint not null
);
