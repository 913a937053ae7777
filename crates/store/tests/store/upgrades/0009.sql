-- Sales is open on Mondays, and lets three wait.
insert into opening_hours (group_id, schedule) values (#62, '{"zone": "Europe/Prague", "week": {}, "holidays": "CZ", "exceptions": []}');
update operator_group set queue_limit = 3 where id = #62;
