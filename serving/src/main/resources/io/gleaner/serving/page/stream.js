// Follows the server's events. Each is a whole section of the page, so nothing is missed by coming late.
import { request } from './access.js';

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;

/** The events of a stream: {name, data}. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const parts = (rest + read.value).split('\n\n');
    rest = parts.pop();
    for (const part of parts) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(part) ?? [];
      if (name) yield { name, data };
    }
  }
}

/**
 * Calls sections[name](content) for each event, and connects again whenever the connection is lost.
 * state is told 'live', or 'lost' with the reason.
 */
export async function follow(sections, state) {
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    let why = 'the server does not answer';
    try {
      const response = await request('/v1/live', { cache: 'no-store' });
      if (response.ok) {
        state('live');
        for await (const { name, data } of events(response.body)) {
          sections[name]?.(JSON.parse(data));
          wait = FIRST_WAIT;
        }
      } else {
        why = (await response.json()).detail;
      }
    } catch (e) {
      console.info('the connection broke:', e);
    }
    state('lost', why);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
