import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { fieldsOf, given, type ISchema, type Values, withoutSecrets } from './fields';
import { SchemaForm } from './SchemaForm';
import { joinWords, magicLine, splitWords, UnclosedQuote } from './words';

test.each([
    ["--alpha 0.5 'two words'", ['--alpha', '0.5', 'two words']],
    ['a"b c"d', ['ab cd']],
    ["''", ['']],
    ['\\"x\\ y', ['"x y']],
    ['"a\\"b\\n"', ['a"b\\n']],
    ['   ', []]
])('the line %s', (line, words) => expect(splitWords(line)).toEqual(words));

test('every list of words has a line that gives it back', () => {
    for (const words of [['a b', "it's", '"', '', '\\', '$x {y}', '--a=b'], ['\n', '\t'], []]) {
        expect(splitWords(joinWords(words))).toEqual(words);
    }
});

test('what stands for Python variables in a cell is doubled', () => {
    expect(magicLine(['echo', '{x}', '$HOME', '$ 5'])).toBe("%aml echo '{{x}}' '$HOME' '$ 5'");
    expect(magicLine(["'$A"])).toBe(`%aml ''"'"'$A'`);
    expect(magicLine(["$A'", 'b'])).toBe(`%aml '$$A'"'"'' b`);
});

test('an open quote is told', () => expect(() => splitWords("'a")).toThrow(UnclosedQuote));

const SCHEMA: ISchema = {
    type: 'object',
    required: ['script'],
    properties: {
        script: { type: 'string', title: 'Script', description: 'A .py file.', 'x-group': 'what' },
        slots: { $ref: '#/$defs/Slots' },
        limit: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }], default: null, title: 'Limit' },
        fast: { type: 'boolean' },
        color: { enum: ['red', 'green'], title: 'Color' },
        arguments: { type: 'array', items: { type: 'string' }, title: 'Arguments' },
        env: { type: 'object', additionalProperties: { type: 'string', writeOnly: true }, title: 'Variables' },
        password: { type: 'string', format: 'password', title: 'Password' }
    },
    $defs: { Slots: { type: 'integer', minimum: 1, maximum: 64, title: 'Slots', default: 2 } }
};

test('fields of a schema: kinds, limits, references, secrets', () => {
    const fields = Object.fromEntries(fieldsOf(SCHEMA).map(field => [field.name, field]));
    expect(fields.script).toMatchObject({ kind: 'text', required: true, help: 'A .py file.', group: 'what' });
    expect(fields.slots).toMatchObject({ kind: 'integer', minimum: 1, maximum: 64, placeholder: '2', title: 'Slots' });
    expect(fields.limit).toMatchObject({ kind: 'integer', minimum: 1, required: false });
    expect(fields.fast).toMatchObject({ kind: 'flag', title: 'Fast' });
    expect(fields.color).toMatchObject({ kind: 'choice', choices: ['red', 'green'] });
    expect(fields.env).toMatchObject({ kind: 'pairs', secret: true });
    expect(fields.password.secret).toBe(true);
});

test('of secrets only the names are kept', () => {
    const fields = fieldsOf({
        properties: {
            script: { type: 'string' },
            key: { type: 'string', writeOnly: true },
            env: { type: 'object', additionalProperties: { type: 'string', writeOnly: true } }
        }
    });
    const values = { script: 'a.py', key: 'k3y', env: { A: 's3cret', B: '' }, other: 1 };
    expect(withoutSecrets(fields, values)).toEqual({ script: 'a.py', env: { A: '', B: '' }, other: 1 });
});

test('values that say nothing are left out', () => {
    expect(given({ a: '', b: null, c: [], d: {}, e: false, f: 0, g: 'x' })).toEqual({ f: 0, g: 'x' });
});

function Live({ start = {} }: { start?: Values }): JSX.Element {
    const [values, setValues] = useState<Values>(start);
    return (
        <>
            <SchemaForm
                id="t"
                fields={fieldsOf(SCHEMA)}
                values={values}
                problems={{ script: { message: "There is no '<b>'.", hint: 'Look.' } }}
                onChange={(name, value) => setValues(old => ({ ...old, [name]: value }))}
            />
            <output>{JSON.stringify(given(values))}</output>
        </>
    );
}

const result = () => JSON.parse(screen.getByRole('status').textContent!);

test('what is typed arrives with its type', async () => {
    const user = userEvent.setup();
    render(<Live />);
    await user.type(screen.getByLabelText(/Script/), 'train.py');
    await user.type(screen.getByLabelText('Slots'), '8');
    await user.click(screen.getByLabelText('Fast'));
    await user.selectOptions(screen.getByLabelText('Color'), 'green');
    fireEvent.change(screen.getByLabelText('Arguments'), { target: { value: "--name 'two words'" } });
    await user.click(screen.getByText('+ Add'));
    await user.type(screen.getByPlaceholderText('name'), 'TOKEN');
    await user.type(screen.getByPlaceholderText('value'), 's3cret');
    expect(result()).toEqual({
        script: 'train.py',
        slots: 8,
        fast: true,
        color: 'green',
        arguments: ['--name', 'two words'],
        env: { TOKEN: 's3cret' }
    });
    expect(screen.getByPlaceholderText('value').getAttribute('type')).toBe('password');
    await user.click(screen.getByLabelText('Remove TOKEN'));
    expect(result().env).toBeUndefined();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByText('+ Add')));
});

test('a problem stands at its field, as text, and is told to screen readers', () => {
    render(<Live start={{ arguments: ['a b'] }} />);
    const input = screen.getByLabelText(/Script/);
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById('t-script-problem')!.textContent).toBe("There is no '<b>'. Look.");
    expect(input.getAttribute('aria-describedby')).toBe('t-script-help t-script-problem');
    expect((screen.getByLabelText('Arguments') as HTMLInputElement).value).toBe("'a b'");
});

test('an open quote keeps what was typed and changes nothing', () => {
    render(<Live start={{ arguments: ['a'] }} />);
    const line = screen.getByLabelText('Arguments') as HTMLInputElement;
    fireEvent.change(line, { target: { value: "a 'b" } });
    expect(line.value).toBe("a 'b");
    expect(result().arguments).toEqual(['a']);
    expect(screen.getByText('A quote is not closed.')).toBeTruthy();
});
