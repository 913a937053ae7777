-- When a group is open; a group without a row always is. The schedule is the desk's to shape.
create table opening_hours (
    group_id uuid primary key references operator_group (id),
    schedule jsonb not null
);
-- At most so many clients may wait for the group; null: any number.
alter table operator_group add column queue_limit bigint;
