-- What a simulated venue took back or corrected, by the fill: looked for at every comparison of an account.
CREATE INDEX paper_event_amended ON paper_event (account_id, (event ->> 'execId'))
  WHERE event ->> 'type' IN ('busted', 'corrected');
