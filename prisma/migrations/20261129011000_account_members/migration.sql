-- Other people who may look at an account, or trade in it. Its owner is none of them.
CREATE TABLE account_member (
  account_id text NOT NULL REFERENCES portfolio_account (account_id),
  user_id    text NOT NULL REFERENCES user_account (id) ON UPDATE CASCADE,
  role       text NOT NULL CHECK (role IN ('viewer', 'trader')),
  added_by   text,                                              -- null: the command line
  added_at   timestamptz(3) NOT NULL,
  PRIMARY KEY (account_id, user_id)
);
CREATE INDEX account_member_of ON account_member (user_id, account_id);
