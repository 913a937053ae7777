-- Clients who turned out to be one person. Nothing is moved by a merge: it says that two are one, and undoing it unsays it.

-- The client as whom this one is shown; itself, unless it was merged into another.
alter table client add column person_id uuid references client (id);
-- Name, e-mail address and phone number in small letters and without what people put between digits, to be searched.
alter table client add column words text not null default '';
-- A name of one word says nothing of who it is: only longer ones are compared.
alter table client add column name_key text;
alter table client add column email_key text;
alter table client add column phone_key text;
update client set person_id = id, name_key = case when trim(name) like '% %' then lower(trim(name)) end, email_key = lower(email),
    phone_key = replace(replace(replace(replace(replace(replace(replace(
        phone, ' ', ''), '-', ''), '(', ''), ')', ''), '/', ''), '.', ''), ' ', '');
update client set phone_key = '+' || substr(phone_key, 3) where phone_key like '00%';
update client set words = lower(coalesce(name, '')) || ' ' || coalesce(email_key, '') || ' ' || coalesce(phone_key, '');
create index client_person on client (person_id);
create index client_name on client (name_key) where name_key is not null;
create index client_email on client (email_key) where email_key is not null;
create index client_phone on client (phone_key) where phone_key is not null;

alter table identity add column seen_at bigint;
-- In which browser, and through which widget, it was seen last.
alter table identity add column device text;
alter table identity add column widget_id text references widget (id);
update identity set seen_at = created_at;

create table client_merge (
    id uuid primary key,
    survivor_id uuid not null references client (id),
    merged_id uuid not null references client (id),
    operator_id uuid not null references operator (id),
    at bigint not null,
    -- The survivor's name, phone number and e-mail address, before the merge and as it left them.
    before jsonb not null,
    after jsonb not null,
    undone_by uuid references operator (id),
    undone_at bigint
);
create unique index client_merge_merged on client_merge (merged_id) where undone_at is null;
create index client_merge_survivor on client_merge (survivor_id);
