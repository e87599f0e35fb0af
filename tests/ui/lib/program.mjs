// The real program with a store of its own, for browser journeys.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
const binary = process.env.EARSHOT_BINARY ?? join(root, 'build/earshot');
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('EARSHOT_')));

export class Program {
  constructor(settings = {}) {
    this.dir = mkdtempSync(join(tmpdir(), 'earshot-ui.'));
    this.data = join(this.dir, 'data');
    this.env = { ...env, EARSHOT_DATA: this.data, ...settings };
  }

  cli(...args) {
    const done = spawnSync(binary, args, { env: this.env, encoding: 'utf8', timeout: 120_000 });
    if (done.status !== 0) throw new Error(`earshot ${args.join(' ')}: exit ${done.status}: ${done.stderr}`);
    return done.stdout;
  }

  json(...args) {
    return JSON.parse(this.cli(...args, '--json'));
  }

  /** Starts the server; returns its address. */
  async start() {
    const path = join(this.dir, 'log');
    const log = openSync(path, 'a');
    this.process = spawn(binary, ['serve', '--port', '0'], { env: this.env, stdio: ['ignore', log, log] });
    for (let i = 0; i < 400; i++) {
      const ready = /event=serve\.ready .*port=(\d+)/.exec(readFileSync(path, 'utf8'));
      if (ready) {
        this.url = `http://127.0.0.1:${ready[1]}`;
        return this.url;
      }
      if (this.process.exitCode !== null) break;
      await new Promise((done) => setTimeout(done, 25));
    }
    throw new Error(`the server did not start:\n${readFileSync(path, 'utf8')}`);
  }

  /** A link printed by a command names the default port; this one names ours. */
  here(link) {
    return link.replace(/^https?:\/\/[^/]+/, this.url);
  }

  /** A request with the token of the first owner, for preparing and for looking behind the screen. */
  async api(method, path, body) {
    this.token ??= this.json('token', 'create', '--name', 'journey').token;
    const reply = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  log() {
    return readFileSync(join(this.dir, 'log'), 'utf8');
  }

  /** Ends the server and removes what it left; throws when it did not end well. */
  async stop() {
    if (this.process && this.process.exitCode === null) {
      const ended = new Promise((done) => this.process.once('exit', done));
      this.process.kill('SIGTERM');
      const timer = setTimeout(() => this.process.kill('SIGKILL'), 20_000);
      const code = await ended;
      clearTimeout(timer);
      if (code !== 0) throw new Error(`the server ended with ${code}:\n${this.log().slice(-2000)}`);
    }
    rmSync(this.dir, { recursive: true, force: true });
  }
}
