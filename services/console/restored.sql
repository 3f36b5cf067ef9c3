-- What a database is told before it takes the place of another one: nobody may ever have seen the numbers it gives next.
-- :now is the time in milliseconds since 1970. At less than a thousand events a second, which is far above what one
-- relay publishes, every number that was given since the last restore lies below it.
UPDATE topics
   SET last_sequence = CASE WHEN last_sequence < :now THEN :now ELSE last_sequence END,
       holder = NULL,
       expires_at = NULL;
