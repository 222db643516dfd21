-- The key under which an order was asked for, found by the order: clients name orders by keys of their own.
CREATE INDEX order_request_of_order ON order_request (account_id, ((answer -> 'orderIds') ->> 0))
  WHERE command IN ('submit', 'close');
