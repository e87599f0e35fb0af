// A person at a browser: pages that note every error, accessibility checks, pictures.
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './program.mjs';

const require = createRequire(join(root, 'ui/package.json'));
const { chromium } = require('playwright-core');
const axeSource = require('axe-core').source;

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
export const pictures = join(root, 'test-output/screens');
mkdirSync(pictures, { recursive: true });

/** Chromium of the system; as root it runs without its sandbox, which needs a user. */
export async function openBrowser() {
  if (!executablePath) throw new Error('no chromium: script/bootstrap installs it');
  return chromium.launch({ executablePath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
}

export class Person {
  constructor(context, page, url) {
    Object.assign(this, { context, page, url, complaints: [] });
    page.on('pageerror', (e) => this.complaints.push(`error on the page: ${e.message}`));
    page.on('console', (m) => {
      if (m.type() === 'error' && !/status of (4\d\d)/.test(m.text())) this.complaints.push(`console: ${m.text()}`);
    });
    page.on('response', (r) => {
      if (r.status() >= 500) this.complaints.push(`${r.request().method()} ${r.url()}: ${r.status()}`);
    });
    page.setDefaultTimeout(10_000);
  }

  static async arrive(browser, url, options = {}) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
      ...options,
    });
    return new Person(context, await context.newPage(), url);
  }

  /** Opens a page of the program by its address behind the hash. */
  async go(path) {
    await this.page.goto(`${this.url}/#${path}`);
    await this.settle();
  }

  /** Until nothing is loading any more. */
  async settle() {
    await this.page.waitForLoadState('load');
    await this.page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .mantine-Skeleton-root'), null, {
      timeout: 10_000,
    });
    await this.page.waitForTimeout(150);
  }

  async picture(name) {
    await this.page.screenshot({ path: join(pictures, `${name}.png`) });
  }

  /** Violations of WCAG A and AA on the page as it is; empty is well. */
  async axe() {
    if (!(await this.page.evaluate(() => 'axe' in window))) await this.page.evaluate(axeSource);
    const violations = await this.page.evaluate(async () => {
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
      const found = await window.axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
      return found.violations.map((v) => ({ id: v.id, n: v.nodes.length, at: v.nodes[0].target.join(' '), why: v.nodes[0].failureSummary }));
    });
    return violations.map((v) => `${v.id} (${v.n}): ${v.at}: ${v.why?.split('\n')[1]?.trim() ?? ''}`);
  }

  async leave() {
    await this.context.close();
    return this.complaints;
  }
}

export function must(condition, why) {
  if (!condition) throw new Error(why);
}
