-- Sales, whose clients are offered to Support.
insert into operator_group (id, name, accept_seconds, service_level_seconds, created_at, overflow_to, overflow_seconds)
    values (#62, 'Sales', 30, 60, 1700000000000, #61, 90);
