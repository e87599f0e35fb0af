// Browser journeys against the real program: node tests/ui/run.mjs [NAME...]
// Each journeys/NAME.mjs exports `title` and `run(world)`, whose steps count as tests. Pictures: test-output/screens.
// The last line is "N passed, N failed".
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser, Person } from './lib/browser.mjs';
import { Program, root } from './lib/program.mjs';

const folder = join(root, 'tests/ui/journeys');
const wanted = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((n) => n.endsWith('.mjs'))
  .map((n) => n.slice(0, -4))
  .filter((n) => wanted.length === 0 || wanted.includes(n));

let passed = 0;
const failures = [];

class World {
  constructor(name, browser) {
    Object.assign(this, { name, browser, people: [], failed: false });
  }

  /** A program with an empty store, and its owner signed in by the link it prints. */
  async begin(settings, options) {
    this.program = new Program(settings);
    await this.program.start();
    const link = /http\S+signin\?token=\S+/.exec(this.program.log());
    if (!link) throw new Error('the program printed no sign-in link');
    const owner = await this.arrive(options);
    await owner.page.goto(this.program.here(link[0]));
    await owner.page.getByRole('button', { name: 'Enter' }).click();
    await owner.page.waitForURL(/#\/(?!signin)/);
    return owner;
  }

  /** Names the product and goes past the first page. */
  async moveIn(person) {
    await person.page.getByLabel('What is your product called?').fill('Harbour');
    await person.page.getByRole('button', { name: 'Look around first' }).click();
    await person.page.waitForURL(/#\/today/);
  }

  async arrive(options) {
    const person = await Person.arrive(this.browser, this.program.url, options);
    this.people.push(person);
    return person;
  }

  /** One thing a person does and sees. After a step that fails the others of the journey are not tried, unless apart. */
  async step(what, action, apart = false) {
    if (this.failed) return;
    const started = Date.now();
    try {
      await action();
      passed++;
      console.log(`  ok   ${this.name}: ${what} (${Date.now() - started} ms)`);
    } catch (error) {
      this.failed = !apart;
      failures.push(`${this.name}: ${what}: ${error.message.split('\n').slice(0, 12).join('\n    ')}`);
      console.log(`  FAIL ${this.name}: ${what}`);
      const page = this.people.at(-1)?.page;
      await page?.screenshot({ path: join(root, `test-output/screens/FAIL-${this.name}.png`) }).catch(() => {});
    }
  }

  async end() {
    for (const person of this.people) {
      const complaints = await person.leave();
      if (complaints.length) failures.push(`${this.name}: ${[...new Set(complaints)].slice(0, 8).join('\n    ')}`);
    }
    await this.program?.stop();
  }
}

const browser = await openBrowser();
for (const name of names) {
  const journey = await import(join(folder, `${name}.mjs`));
  const world = new World(name, browser);
  console.log(`${name}: ${journey.title}`);
  try {
    await journey.run(world);
  } catch (error) {
    failures.push(`${name}: ${error.stack}`);
  }
  await world.end().catch((error) => failures.push(`${name}: ${error.message}`));
}
await browser.close();
for (const failure of failures) console.log(`FAIL ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
