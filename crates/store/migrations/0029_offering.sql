-- A group may ask its operators one after another instead of all at once: whom first (`least_busy`, `longest_idle`; none: all
-- at once), and after how long one more.
alter table operator_group add column offer_first text;
alter table operator_group add column offer_seconds bigint;

-- Who was asked so far to take a client that waits.
alter table conversation add column circle jsonb not null default '{}';
