-- A client who is not served for a while.
insert into ban (id, client_id, conversation_id, operator_id, reason, at, until)
    values (#97, #c1, #d1, #01, 'Nadávky', 1700000005000, 4000000000000);
