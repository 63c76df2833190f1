import { expect, test } from 'vitest';
import { nameInWords } from './words';

test('a name in a sentence is one short line that leaves the other words alone', () => {
    expect(nameInWords('happy fox')).toBe('happy fox');
    expect(nameInWords('a\n\u202eb\u0007')).toBe('a b ');
    expect(nameInWords('\ud83e\udd8a'.repeat(200))).toBe('\ud83e\udd8a'.repeat(79) + '\u2026');
});
