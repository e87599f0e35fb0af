// A new person, a file of feedback, and the way to an answer: words -> theme -> opportunity -> roadmap -> release -> told.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../lib/browser.mjs';

export const title = 'the first five minutes';

/** Feedback of forty people about three things, with mail addresses; written here so that the journey stands alone. */
function feedback() {
  const topics = [
    ['The CSV export drops my custom columns', 'columns are missing from every CSV export I make', 'exporting to CSV loses custom columns again'],
    ['Invoices show our old postal address', 'the invoice PDF still prints the old address', 'wrong postal address on each invoice'],
    ['The app signs me out every hour', 'I am signed out again and again', 'signed out in the middle of a visit, every hour'],
  ];
  const rows = ['Ticket,Date,Email,Company,Message'];
  for (let i = 0; i < 40; i++) {
    const text = topics[i % 3][Math.floor(i / 3) % 3];
    const day = String(1 + (i % 20)).padStart(2, '0');
    rows.push(`Z-${100 + i},2026-11-${day}T09:00:00Z,person${i}@company${i % 12}.example,Company ${i % 12},"${text}, case ${i}"`);
  }
  return `${rows.join('\n')}\n`;
}

export async function run(world) {
  const owner = await world.begin();
  const { page } = owner;
  const file = join(world.program.dir, 'tickets.csv');
  writeFileSync(file, feedback());

  await world.step('0:00 the product is named, a file is chosen', async () => {
    await owner.picture('five-0-start');
    await page.getByLabel('What is your product called?').fill('Harbour');
    await page.setInputFiles('input[type=file]', file);
    await page.waitForURL(/#\/imports\/new/, { timeout: 20_000 });
    await page.getByText(/40 rows/).first().waitFor();
    await owner.picture('five-1-mapping');
  });
  await world.step('0:20 the columns were understood; one question about consent', async () => {
    const body = await page.innerText('main');
    must(/40 have words|All have words/.test(body), `nothing about words in: ${body.slice(0, 400)}`);
    for (const column of ['Message', 'Email', 'Company', 'Date']) {
      const becomes = await page.getByLabel(`What column ${column} becomes`).first().inputValue();
      must(becomes && becomes !== 'Leave out', `column ${column} was left out`);
    }
    await page.getByLabel('Yes, they agreed when they gave us these words').check();
    await page.getByRole('button', { name: /^Import 40 rows/ }).click();
  });
  await world.step('1:00 the items are there and can be searched', async () => {
    await page.getByText(/New items/).first().waitFor({ timeout: 30_000 });
    await owner.picture('five-2-imported');
    let found = 0;
    for (let i = 0; i < 60 && found !== 40; i++) {
      found = (await world.program.api('GET', '/evidence?limit=200')).data.length;
      await page.waitForTimeout(250);
    }
    must(found === 40, `${found} of 40 items are there`);
    await owner.go('/search?q=invoice');
    await page.getByText(/invoice/i).nth(2).waitFor();
    await owner.picture('five-3-search');
  });
  await world.step('the same file again creates nothing', async () => {
    world.program.cli('import', file, '--source', (await world.program.api('GET', '/sources')).data[0].name);
    const found = (await world.program.api('GET', '/evidence?limit=200')).data.length;
    must(found === 40, `${found} items after importing twice`);
  }, true);
  let theme;
  await world.step('2:00 a theme is made from a search', async () => {
    theme = await world.program.api('POST', '/themes/collect', { name: 'Columns lost in the CSV export', q: 'CSV export columns' });
    must(theme.linked >= 10, `only ${theme.linked} items were linked`);
    await owner.go(`/${theme.theme.id}`);
    await page.getByRole('heading', { name: 'Columns lost in the CSV export' }).first().waitFor();
    await owner.picture('five-4-theme');
  });
  let opportunity;
  await world.step('3:00 the theme becomes an opportunity: one typed line', async () => {
    await page.getByRole('button', { name: /Make it an opportunity/ }).first().click();
    await page.getByLabel('Need', { exact: false }).first().fill('Get the numbers out as they are, without retyping');
    await page.getByRole('button', { name: /Make the opportunity/ }).click();
    await page.getByRole('heading', { name: /^Get the numbers out/ }).first().waitFor();
    opportunity = (await world.program.api('GET', '/opportunities')).data[0];
    await owner.settle();
    await owner.picture('five-5-opportunity');
  });
  await world.step('journey 8: "next" without a goal is refused at the field', async () => {
    let status = 0;
    await world.program
      .api('POST', '/roadmap/place', { opportunity_id: opportunity.id, horizon: 'next', reason: 'Asked by twelve companies.' })
      .catch((error) => {
        status = Number(/: (\d{3}) /.exec(error.message)?.[1]);
        must(/goal_id/.test(error.message), error.message);
      });
    must(status === 422, `status ${status}`);
  });
  let placed;
  let sent = 0;
  await world.step('3:30 it goes to "next" with a goal and a reason', async () => {
    placed = await world.program.api('POST', '/roadmap/place', {
      opportunity_id: opportunity.id,
      horizon: 'next',
      goal_title: 'People trust our exports',
      reason: 'Twelve companies retype what we already have.',
    });
    must(placed.decision && placed.goal, 'no decision or goal was recorded');
    await owner.go('/roadmap');
    await page.getByText(/Get the numbers out/).first().waitFor();
    await owner.picture('five-6-roadmap');
  });
  await world.step('the public roadmap shows no names', async () => {
    const board = await world.program.api('GET', '/roadmap?audience=public');
    const text = JSON.stringify(board);
    must(!/company\d|person\d|@/.test(text), 'a customer is named on the public roadmap');
  });
  await world.step('4:00 it is released, and those who asked can be told', async () => {
    const done = await world.program.api('POST', `/roadmap-items/${placed.roadmap_item.id}/release`, { name: 'Harbour 2.1' });
    must(done.asked.asked >= 10 && done.asked.reachable === done.asked.asked, JSON.stringify(done.asked));
    const tell = await world.program.api('GET', `/tell/${done.release.id}`);
    must(tell.sendable.length >= 10, `${tell.sendable.length} can be told`);
    await owner.go(`/${done.release.id}`);
    await owner.picture('five-7-release');
    const drafted = await world.program.api('POST', `/tell/${done.release.id}/draft`, {});
    must(drafted.created === tell.sendable.length, `${drafted.created} of ${tell.sendable.length} were drafted`);
    const again = await world.program.api('POST', `/tell/${done.release.id}/draft`, {});
    must(again.created === 0, `${again.created} people got a second draft`);
    const approved = await world.program.api('POST', '/answers/approve', { ids: drafted.answers.map((a) => a.id) });
    must(approved.approved === drafted.created, JSON.stringify(approved));
    sent = drafted.answers.length;
  });
  await world.step('4:30 somebody is invited by a link', async () => {
    await owner.go('/settings/members');
    await page.getByRole('button', { name: 'Make the link' }).first().click();
    await page.getByText(/Shown only now/).waitFor();
    await owner.picture('five-9-invite');
  });
  await world.step('5:30 after a minute of grace the answers are in the outbox, one for each', async () => {
    const outbox = join(world.program.data, 'outbox');
    const mails = () => (existsSync(outbox) ? readdirSync(outbox).filter((n) => n.endsWith('.eml')) : []);
    must(mails().length === 0, 'an answer left before its minute was over');
    for (let i = 0; i < 110 && mails().length < sent; i++) await page.waitForTimeout(1000);
    must(mails().length === sent, `${mails().length} mails for ${sent} answers`);
    const to = mails().map((n) => /^To: (.*)$/m.exec(readFileSync(join(outbox, n), 'utf8'))?.[1]);
    must(new Set(to).size === sent, `somebody got two: ${to}`);
    const one = readFileSync(join(outbox, mails()[0]), 'utf8');
    must(/^List-Unsubscribe: </m.test(one), 'no way to unsubscribe'); // one click needs https, see test_outbound
  });
  await world.step('the thread leads from one ticket to the answer and back', async () => {
    const item = (await world.program.api('GET', `/evidence?f=theme:${theme.theme.number}&limit=1`)).data[0];
    const trace = await world.program.api('GET', `/trace/${item.id}`);
    const filled = trace.stations.filter((s) => s.count > 0).map((s) => s.station);
    for (const station of ['words', 'theme', 'opportunity', 'decision', 'roadmap', 'launch', 'answer'])
      must(filled.includes(station), `${station} is not reached from ${item.id}: ${filled}`);
    await owner.go(`/${item.id}`);
    await owner.picture('five-8-thread');
    must(/D-|decision/i.test(await page.innerText('main')), 'the page of the ticket does not show its decision');
  });
  await world.step('nothing left the machine but files in the outbox', async () => {
    must(!/smtp/i.test(readFileSync(join(world.program.dir, 'log'), 'utf8')), 'the log speaks of SMTP');
  }, true);
}
