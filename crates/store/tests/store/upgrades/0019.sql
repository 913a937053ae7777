-- Another system, and what is on its way there.
insert into webhook (id, name, url, topics, sealed, sealed_before, before_until, created_at)
    values (#93, 'CRM', 'https://crm.lumen.example/', '["conversation.started"]', '1.sealed', '1.before', 4000000000000, 1700000000000);
insert into delivery (id, webhook_id, topic, conversation_id, seq, created_at, began_at, due_at)
    values (#94, #93, 'conversation.started', #d1, 1, 1700000001000, 1700000001000, 4000000000000);
