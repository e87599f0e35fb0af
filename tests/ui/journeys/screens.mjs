// Every screen of the sample, light and dark, wide and narrow: it comes up without an error, axe finds nothing, nothing
// sticks out sideways.
import { must } from '../lib/browser.mjs';

export const title = 'every screen, both schemes';

const lists = [
  'today', 'inbox', 'capture', 'search?q=invoice', 'evidence', 'accounts', 'contacts', 'imports', 'imports/new', 'themes',
  'insights', 'struggling-moments', 'opportunities', 'decisions', 'goals', 'roadmap', 'releases', 'answers', 'outbox', 'health',
  'settings/me', 'settings/members',
];
const objects = ['evidence', 'accounts', 'contacts', 'themes', 'insights', 'opportunities', 'decisions', 'roadmap-items', 'releases', 'answers'];

async function look(world, person, path, scheme) {
  await world.step(
    `${scheme} ${path}`,
    async () => {
      await person.go(`/${path}`);
      const name = path.replace(/\W+/g, '-');
      await person.picture(`${scheme}-1280-${name}`);
      const wrong = await person.axe();
      must(wrong.length === 0, wrong.join('\n'));
      const body = await person.page.innerText('body');
      const failed = /Nothing here\n[^\n]*\n|Try again/.exec(body);
      must(!failed, `the screen shows a failure: ${body.slice(body.indexOf(failed?.[0] ?? ''), 400)}`);
      await person.page.setViewportSize({ width: 390, height: 844 });
      await person.settle();
      await person.picture(`${scheme}-390-${name}`);
      const over = await person.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      await person.page.setViewportSize({ width: 1280, height: 800 });
      must(over <= 1, `at 390 pixels the page is ${over} pixels too wide`);
    },
    true,
  );
}

export async function run(world) {
  const owner = await world.begin();
  await world.step('the sample is opened', async () => {
    await owner.page.getByRole('button', { name: 'See the sample' }).click();
    await owner.page.waitForURL(/#\/(?!start)/, { timeout: 30_000 });
  });
  const state = await owner.context.storageState();
  const workspace = await owner.page.evaluate(() => ({ ...localStorage }));
  const pages = [...lists];
  await world.step('an object of each kind is found', async () => {
    const paths = await owner.page.evaluate(async (kinds) => {
      const me = await (await fetch('./api/v1/me')).json();
      const headers = { 'X-Workspace': me.workspaces?.find((w) => w.is_sample)?.id ?? me.workspace.id };
      const found = [];
      for (const kind of kinds) {
        const list = await (await fetch(`./api/v1/${kind}?limit=1`, { headers })).json();
        if (list.data?.[0]) found.push(list.data[0].id);
      }
      return found;
    }, objects);
    must(paths.length === objects.length, `only ${paths.length} of ${objects.length} kinds have an object: ${paths}`);
    pages.push(...paths);
  });
  for (const scheme of ['light', 'dark']) {
    const person = await world.arrive({ storageState: state, colorScheme: scheme });
    await person.page.goto(`${person.url}/`);
    await person.page.evaluate((kept) => Object.entries(kept).forEach(([k, v]) => localStorage.setItem(k, v)), workspace);
    for (const path of pages) await look(world, person, path, scheme);
  }
}
