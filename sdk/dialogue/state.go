package dialogue

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/catalog/understand"
)

// MaxFrames bounds how deep interruptions go; the outermost is forgotten first.
const MaxFrames = 4

// Asking returns the state with flow waiting at step, keeping data for the
// answer. A frame of the same flow is replaced, wherever it stood, so that a
// flow never waits twice. Data that cannot be JSON is a mistake of the flow.
func (s State) Asking(flow string, version int, step string, data any) (State, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return s, fmt.Errorf("dialogue: state of %s at %s: %w", flow, step, err)
	}
	s = s.Left(flow)
	s.Frames = append(slices.Clone(s.Frames), Frame{Flow: flow, Version: version, Step: step, Data: raw})
	if n := len(s.Frames); n > MaxFrames {
		s.Frames = s.Frames[n-MaxFrames:]
	}
	return s, nil
}

// Expecting returns the state with the kind of answer that its last frame
// waits for.
func (s State) Expecting(kind understand.Asking) State {
	if n := len(s.Frames); n > 0 {
		s.Frames = slices.Clone(s.Frames)
		s.Frames[n-1].Kind = kind
	}
	return s
}

// Left returns the state without a waiting frame of a flow.
func (s State) Left(flow string) State {
	s.Frames = slices.DeleteFunc(slices.Clone(s.Frames), func(f Frame) bool { return f.Flow == flow })
	return s
}

// Waiting returns a flow's own frame, wherever it stands.
func (s State) Waiting(flow string) (Frame, bool) {
	i := slices.IndexFunc(s.Frames, func(f Frame) bool { return f.Flow == flow })
	if i < 0 {
		return Frame{}, false
	}
	return s.Frames[i], true
}

// Read decodes what Asking kept.
func (f Frame) Read(into any) error {
	if len(f.Data) == 0 {
		return nil
	}
	if err := json.Unmarshal(f.Data, into); err != nil {
		return fmt.Errorf("dialogue: state of %s at %s: %w", f.Flow, f.Step, err)
	}
	return nil
}
