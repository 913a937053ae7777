-- Sales asks its operators one after another.
update operator_group set offer_first = 'least_busy', offer_seconds = 20 where id = #62;
