-- What must always be true of the money: each query returns the rows that break it.
-- {moves} stands for the allowed steps of a payment.

-- I1: each posting set sums to zero in each currency
select set_id, currency, sum(amount_minor) as off from postings group by 1, 2 having
sum(amount_minor) <> 0;

-- I2: what a debt counts as paid here is what the ledger took out of its account
select coalesce(d.debt_id, p.subject_id) as debt_id, d.paid, p.posted from (select debt_id,
sum(amount_minor) as paid from debt_payments group by 1) d full join (select subject_id,
-sum(amount_minor) as posted from postings where account = 'debt' group by 1) p on p.subject_id
= d.debt_id where coalesce(d.paid, 0) <> coalesce(p.posted, 0);

-- I3: a payment has one set when it succeeded, two when it was returned, else none
select p.id, p.state, count(distinct o.set_id) as sets from payments p left join postings o on
o.payment_id = p.id group by p.id, p.state having count(distinct o.set_id) <> case p.state when
'succeeded' then 1 when 'returned' then 2 else 0 end;

-- I4: the parts of a payment sum to the payment, and its sets move exactly that
select p.id, p.amount_minor, a.parts, o.moved from payments p left join (select payment_id,
sum(amount_minor) as parts from allocations group by 1) a on a.payment_id = p.id left join
(select payment_id, kind, sum(amount_minor) filter (where account = 'rail') as moved from
postings group by 1, 2) o on o.payment_id = p.id where a.parts is distinct from p.amount_minor
or (o.moved is not null and abs(o.moved) <> p.amount_minor);

-- I5: owed is charged less paid, never below zero; what is over is credit
select id, outstanding_minor, paid_minor, credit_minor from debts where outstanding_minor -
credit_minor <> borrowed_minor + interest_minor + fees_minor - paid_minor or outstanding_minor <
0 or credit_minor < 0 or (outstanding_minor > 0 and credit_minor > 0);

-- I5b: a debt's totals are the sums of its charge lines
select d.id from debts d join (select debt_id, coalesce(sum(amount_minor) filter (where kind =
'principal'), 0) as borrowed, coalesce(sum(amount_minor) filter (where kind = 'interest'), 0) as
interest, coalesce(sum(amount_minor) filter (where kind = 'fee'), 0) as fees from charge_lines
group by 1) c on c.debt_id = d.id where (d.borrowed_minor, d.interest_minor, d.fees_minor) is
distinct from (c.borrowed::bigint, c.interest::bigint, c.fees::bigint);

-- I6: what is marked as being checked on a debt is what is on its way to it
select d.id, d.checking_minor, w.on_its_way from debts d left join (select a.debt_id,
sum(a.amount_minor) as on_its_way from allocations a join payments p on p.id = a.payment_id and
p.state in ('submitting', 'pending', 'unknown') group by 1) w on w.debt_id = d.id where
d.checking_minor <> coalesce(w.on_its_way, 0);

-- I7: a payment's history is a path of allowed moves that ends in its state
select p.id, p.state, m.path from payments p left join (select payment_id,
string_agg(coalesce(from_state, '') || '>' || to_state, ' ' order by id) as path,
(array_agg(to_state order by id desc))[1] as last, bool_and(coalesce(from_state, '') || '>' ||
to_state in ({moves})) as allowed from payment_moves group by 1) m on m.payment_id = p.id where
m.last is distinct from p.state or not m.allowed;

-- I8: every payment that is not known yet has a next time to ask
select id, state from payments where (state in ('submitting', 'pending', 'unknown')) <> (ask_at
is not null);

-- I9: every webhook is delivered, waiting with a next time, or dead
select event_id, state from webhook_messages where state = 'waiting' and due_at is null;

-- I10: no message of a rail is kept twice
select rail, event_reference from rail_events group by 1, 2 having count(*) > 1;

-- I11: every part of a payment goes to the lender and the person of its debt
select a.payment_id, a.debt_id from allocations a join debts d on d.id = a.debt_id join payments
p on p.id = a.payment_id where a.lender_id <> d.lender_id or a.person_id <> d.person_id or
a.person_id <> p.person_id;

-- I12: no column of money has a fraction
select table_name, column_name, data_type from information_schema.columns where table_schema =
'public' and column_name like '%\_minor' and data_type <> 'bigint';

-- I13: every instant carries its zone
select table_name, column_name from information_schema.columns where table_schema = 'public' and
data_type = 'timestamp without time zone';

-- I15: nothing is asked of a rail under a mandate that has ended
select p.id, p.created_at, m.decided_at from payments p join mandates m on m.id = p.mandate_id
where m.state = 'ended' and p.created_at > m.decided_at;

-- I16: nothing reached a person outside the app in their quiet hours, over the last day
select d.nudge_id, d.channel, d.changed_at from nudge_deliveries d
join nudges n on n.id = d.nudge_id and n.kind <> 'contact_changed'
join persons p on p.id = d.person_id
left join contact_preferences c on c.person_id = d.person_id
cross join lateral (select (d.changed_at at time zone p.time_zone)::time as at,
coalesce(c.quiet_from, '20:00') + interval '1 minute' as since, coalesce(c.quiet_until, '09:00')
as until) q where d.state = 'sent' and d.channel <> 'inbox' and d.changed_at > now() -
interval '1 day' and d.changed_at > coalesce(c.changed_at, '-infinity') and
case when q.since < q.until then q.at >= q.since and q.at < q.until
else q.at >= q.since or q.at < q.until end;

-- I17: numbered ids have used less than half of their type
select schemaname, sequencename, last_value from pg_sequences where schemaname = 'public' and
last_value > 9223372036854775807 / 2;
