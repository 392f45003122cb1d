package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// journal is an append-only file of records, one JSON object a line, each on
// disk before append returns. A nil journal keeps nothing.
type journal struct {
	file   disk
	size   int64 // of the whole lines; what lies behind is not ours
	broken error // a failed append could not be undone: nothing more is written
}

// disk is what a journal needs of its file once it is open. Tests give it one
// that fails.
type disk interface {
	io.WriterAt
	Sync() error
	Truncate(size int64) error
	Close() error
}

// openJournal opens or makes the file and replays what it holds.
func openJournal(path string, apply func(record)) (*journal, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("sandbox: journal: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("sandbox: journal: %w", err)
	}
	size, err := replay(file, apply)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &journal{file: lockedFile{file}, size: size}, nil
}

// lockedFile is a file that is unlocked before it is closed.
type lockedFile struct{ *os.File }

func (f lockedFile) Close() error { return errors.Join(unlock(f.File), f.File.Close()) }

// replay locks and reads a file, cuts off a torn last line, and makes sure
// that the file itself is in its folder after a power cut. It returns the size
// of the whole lines.
func replay(file *os.File, apply func(record)) (size int64, err error) {
	if err := lock(file); err != nil {
		return 0, fmt.Errorf("sandbox: journal %s: %w", file.Name(), err)
	}
	data, err := io.ReadAll(file)
	if err != nil {
		return 0, fmt.Errorf("sandbox: journal: %w", err)
	}
	records, size, err := readRecords(data)
	if err != nil {
		return 0, err
	}
	for _, r := range records {
		apply(r)
	}
	if err := file.Truncate(size); err != nil {
		return 0, fmt.Errorf("sandbox: journal: %w", err)
	}
	return size, syncDir(filepath.Dir(file.Name()))
}

// readRecords reads whole lines and says how many bytes they take. A last line
// that has no end or makes no sense was torn by a crash; such a line further
// up is damage, which is not guessed at.
func readRecords(data []byte) (records []record, size int64, err error) {
	for n := 1; len(data) > 0; n++ {
		line, rest, whole := bytes.Cut(data, []byte("\n"))
		var r record
		if err := json.Unmarshal(line, &r); err != nil || !whole {
			if len(rest) > 0 {
				return nil, 0, fmt.Errorf("sandbox: journal: line %d is damaged: mend it or move the file away", n)
			}
			return records, size, nil
		}
		records = append(records, r)
		size += int64(len(line)) + 1
		data = rest
	}
	return records, size, nil
}

// append writes a record and waits until it is on disk. After an error the
// record is cut off again; when that fails too, the journal takes no more.
func (j *journal) append(r record) error {
	if j == nil {
		return nil
	}
	if j.broken != nil {
		return j.broken
	}
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("sandbox: journal: %w", err)
	}
	line = append(line, '\n')
	_, err = j.file.WriteAt(line, j.size)
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		return j.undo(err)
	}
	j.size += int64(len(line))
	return nil
}

// undo cuts off what a failed append may have left.
func (j *journal) undo(cause error) error {
	err := fmt.Errorf("sandbox: journal: %w", cause)
	if j.file.Truncate(j.size) != nil {
		j.broken = err
	}
	return err
}

func (j *journal) close() error {
	if j == nil {
		return nil
	}
	return j.file.Close()
}

// syncDir makes a new file's name durable.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sandbox: journal: %w", err)
	}
	defer func() { _ = dir.Close() }()
	if err := dir.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return fmt.Errorf("sandbox: journal: %w", err)
	}
	return nil
}
