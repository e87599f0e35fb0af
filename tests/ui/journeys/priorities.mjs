// Journey 6 as far as this version goes: opportunities are scored by RICE, the arithmetic is shown, and the ranks are the
// same after a reload.
import { must } from '../lib/browser.mjs';

export const title = 'insight to opportunity to score';

export async function run(world) {
  const owner = await world.begin();
  const { page } = owner;
  const { program } = world;
  const made = [];
  await world.step('two opportunities are made and scored', async () => {
    await world.moveIn(owner);
    for (const [need, reach, effort] of [['Get numbers out as they are', 40, 2], ['Find an old invoice quickly', 15, 3]]) {
      const one = await program.api('POST', '/opportunities', { need });
      const score = await program.api('POST', `/opportunities/${one.id}/score`, {
        reach, impact: 2, confidence: 0.8, effort, reason: 'Counted by hand.',
      });
      made.push({ one, score });
    }
    const value = made.map((m) => m.score.result?.score ?? m.score.result?.value);
    must(Math.abs(value[0] - (40 * 2 * 0.8) / 2) < 1e-9, `RICE is ${value[0]}, not 32: ${JSON.stringify(made[0].score)}`);
    must(Math.abs(value[1] - (15 * 2 * 0.8) / 3) < 1e-9, `RICE is ${value[1]}, not 8`);
  });
  await world.step('the page shows the inputs, and the same after a reload', async () => {
    await owner.go(`/${made[0].one.id}`);
    // The score is a request of its own and may come after the rest of the page.
    const figure = page.locator('main').getByText('RICE = reach 40 × impact 2 × confidence 0.8 / effort 2');
    const shown = async (when) => {
      await figure.waitFor({ timeout: 10_000 }).catch(() => undefined);
      const text = await page.innerText('main');
      must(/\b32\b/.test(text) && (await figure.count()) === 1, `${when}: no 32 with its sum on the page: ${text}`);
    };
    await shown('at first');
    await owner.picture('priorities-opportunity');
    await page.reload();
    await owner.settle();
    await shown('after a reload');
  });
  await world.step('without an effort there is no figure, and the reason is said', async () => {
    const one = await program.api('POST', '/opportunities', { need: 'Work in the cellar without a network' });
    const score = await program.api('POST', `/opportunities/${one.id}/score`, { reach: 5, impact: 1, confidence: 0.5, reason: 'Guess.' });
    must(score.result?.reason && !(score.result.score ?? score.result.value), JSON.stringify(score));
  }, true);
}
