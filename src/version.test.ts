import { expect, test } from 'vitest';
import { version } from '../package.json';
import { VERSION } from './version';

test('the frontend knows its version', () => expect(VERSION).toBe(version));
