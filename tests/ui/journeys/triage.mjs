// Journeys 1 and 2 of a support agent: a pasted ticket is triaged by keys in under 30 seconds; another customer's wish is
// no duplicate but the same theme.
import { must } from '../lib/browser.mjs';

export const title = 'quick capture and triage by keys';

export async function run(world) {
  const owner = await world.begin();
  const { page, url } = owner;
  const { program } = world;
  await world.moveIn(owner);
  const source = await program.api('POST', '/sources', { name: 'Help desk', kind: 'helpdesk' });
  const theme = await program.api('POST', '/themes', { name: 'Old address on invoices' });
  const contact = await program.api('POST', '/contacts', { name: 'Ana Ruiz', email: 'ana@nord.example' });
  const other = await program.api('POST', '/contacts', { name: 'Bo Lind', email: 'bo@orbit.example' });
  const say = (verbatim, contact_id, days) =>
    program.api('POST', '/evidence', {
      source_id: source.id,
      kind: 'verbatim',
      verbatim,
      contact_id,
      said_at: new Date(Date.now() - days * 86_400_000).toISOString(),
    });
  const first = await say('The invoice still shows our old postal address.', contact.id, 2);
  await program.api('POST', '/links', { from: first.id, to: theme.id });

  const state = async () => {
    const all = (await program.api('GET', '/evidence?limit=50')).data;
    return all.find((i) => i.verbatim.startsWith('Our invoice'))?.state;
  };

  await world.step('1: a ticket is pasted, its mail address recognised, triaged by keys, in under 30 s', async () => {
    await page.goto(`${url}/#/capture`);
    const started = Date.now();
    const box = page.getByLabel('What did they say?');
    await box.fill('Our invoice from May shows the old address of the company. Please correct it.');
    await page.getByRole('combobox', { name: 'Email of the customer' }).fill('ana@nord.example');
    await page.getByText('Known contact: Ana Ruiz').waitFor();
    await owner.picture('triage-1-capture');
    await box.press('Control+Enter');
    await page.getByText('Saved. It is searchable now.').first().waitFor();
    await page.getByText('Old address on invoices').first().waitFor();
    await page.locator('body').press('1');
    await page.locator('body').press('Enter');
    await page.getByText(/Triaged: Old address/).first().waitFor();
    const took = Date.now() - started;
    must(took < 30_000, `took ${took} ms`);
    await owner.picture('triage-2-done');
    must((await state()) === 'linked', `the item is ${await state()}`);
  });
  await world.step('1: it can be found at once', async () => {
    const hits = await program.api('GET', '/search?q=company%20address');
    must(hits.data.length >= 1, JSON.stringify(hits).slice(0, 300));
  }, true);
  await world.step('1: undo takes the triage back', async () => {
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await page.getByText('Undone').first().waitFor();
    must((await state()) === 'received', `the item is ${await state()}`);
  }, true);
  await world.step('1: the private status link works without signing in and says "received"', async () => {
    const link = await program.api('POST', `/contacts/${contact.id}/status-link`, {});
    const address = program.here(link.url ?? link.link ?? '');
    const stranger = await world.arrive({ javaScriptEnabled: false });
    await stranger.page.goto(address);
    const text = await stranger.page.innerText('body');
    must(/received/i.test(text), `no "received" in: ${text.slice(0, 300)}`);
    await stranger.picture('triage-3-status');
  }, true);
  await world.step('2: another customer with the same wish is no duplicate; its theme is offered', async () => {
    const twin = await say('The invoice still shows our old postal address!', other.id, 1);
    let refused = '';
    const row = await program.api('GET', `/evidence/${twin.id}`);
    const reply = await fetch(`${url}/api/v1/evidence/${twin.id}/triage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${program.token}`, 'content-type': 'application/json', 'if-match': `"${row.rev}"` },
      body: JSON.stringify({ duplicate_of: first.id }),
    });
    refused = await reply.text();
    must(reply.status === 422 && /duplicate_of/.test(refused), `${reply.status} ${refused}`);
    await owner.go(`/inbox?item=${twin.id}`);
    await page.getByText('Old address on invoices').first().waitFor();
    await owner.picture('triage-4-twin');
  }, true);
}
