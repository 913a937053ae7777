-- Somebody is away, with a reason.
insert into away_reason (id, names, paid, created_at) values (#99, '{"cs": "Oběd", "en": "Lunch"}', true, 1700000000000);
update operator set status = 'away', away_reason_id = #99 where id = #02;
insert into away_period (operator_id, from_at, reason_id) values (#02, 1700000050000, #99);
