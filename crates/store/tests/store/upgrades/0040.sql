-- A part on its third try, of which the second one failed.
insert into outgoing (id, channel_id, client_id, conversation_id, seq, part, content, state, attempts, tried, failed_try, began_at, left_at, at)
    values (#e5, #e1, #c1, #d1, 5, 0, '{"kind":"text","text":"Hello again"}', 'sent', 3, 3, 2, 1700000053700, 1700000053800, 1700000053800);
