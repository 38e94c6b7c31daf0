import { useState } from 'preact/hooks'

/** How much was recalled, in the two numbers that the plan's recall steps ask the learner to count: both or neither. */
export function RecallFields() {
  const [numbers, setNumbers] = useState({ right: '', total: '' })
  const isNeeded = numbers.right !== '' || numbers.total !== ''
  const field = (name: 'right' | 'total', label: string, min: number) => (
    <div>
      <label for={`recall-${name}`}>{label}</label>
      <input
        id={`recall-${name}`}
        name={`recall-${name}`}
        type='number'
        min={min}
        max={name === 'right' && numbers.total !== '' ? numbers.total : 500}
        required={isNeeded}
        value={numbers[name]}
        onInput={(event) => setNumbers({ ...numbers, [name]: event.currentTarget.value })}
      />
    </div>
  )
  return (
    <div class='pair'>
      {field('right', 'Recalled right (optional)', 0)}
      {field('total', 'Out of', 1)}
    </div>
  )
}
