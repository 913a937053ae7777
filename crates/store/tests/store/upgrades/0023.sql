-- A group whose operators have a minute after each conversation; one has it now.
update operator_group set wrap_up_seconds = 60 where id = #61;
insert into wrap_up (operator_id, until_at) values (#02, 4000000000000);
