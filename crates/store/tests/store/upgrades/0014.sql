-- What Anna did.
insert into audit (id, at, operator_id, who, address, area, act, subject_id, subject, changes)
    values (#92, 1700000000000, #01, 'Anna', '192.0.2.1', 'groups', 'group_changed', '61', 'Support', '[{"field": "name", "before": "Help", "after": "Support"}]');
