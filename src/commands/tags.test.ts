import { expect, test } from 'vitest';
import { english } from '../components/basics';
import { tagChange } from './tags';
import { TagsBody } from './tags_body';

test('only what changed is told', () => {
    const before = { keep: '1', change: 'a', gone: 'x', flag: null };
    expect(tagChange(before, { keep: '1', change: 'b', flag: '', fresh: '' })).toEqual({
        change: 'b',
        fresh: '',
        gone: null
    });
    expect(tagChange(before, { keep: '1', change: 'a', gone: 'x', flag: '' })).toEqual({});
});

test('tags are edited line by line, and there is always an empty line', () => {
    const trans = english as ConstructorParameters<typeof TagsBody>[1];
    const body = new TagsBody({ 'a<b': 'c=d' }, trans);
    const [key, value, empty] = body.node.querySelectorAll('input');
    expect([key.value, value.value, empty.value]).toEqual(['a<b', 'c=d', '']);
    empty.value = ' new ';
    empty.dispatchEvent(new Event('input', { bubbles: true }));
    expect(body.node.querySelectorAll('input')).toHaveLength(6);
    expect(body.getValue()).toEqual({ 'a<b': 'c=d', new: '' });
    body.node.querySelector('button')!.click();
    expect(body.getValue()).toEqual({ new: '' });
});
