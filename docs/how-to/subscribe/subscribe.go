// Follow claims over HTTP and keep the latest revision of each; the standard library is enough.
// go run subscribe.go PAGE_URL STATE_FILE [COUNT]     ends after COUNT events; 0 goes on
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

type claim struct {
	ID       string `json:"claim_id"`
	Revision int    `json:"revision"`
	Stance   string `json:"stance"`
	Standing struct {
		Word string `json:"word"`
	} `json:"standing"`
	Source struct {
		Name string `json:"name"`
	} `json:"source"`
	Content struct {
		Text string `json:"text"`
	} `json:"content"`
}

// What a database of yours would hold: the claims by their ids, and the last event, saved together.
type state struct {
	Last   string           `json:"last"`
	Claims map[string]claim `json:"claims"`
}

var (
	enough    = errors.New("enough")
	kept      = state{"0", map[string]claim{}}
	stateFile string
	count     int
	seen      int
)

func main() {
	log.SetFlags(0)
	page := strings.TrimSuffix(os.Args[1], "/")
	stateFile = os.Args[2]
	if len(os.Args) > 3 {
		count, _ = strconv.Atoi(os.Args[3])
	}
	if text, err := os.ReadFile(stateFile); err == nil {
		if err := json.Unmarshal(text, &kept); err != nil {
			log.Fatalf("%s: %v", stateFile, err)
		}
	}
	for {
		err := follow(page)
		if err == enough {
			return
		}
		log.Printf("again in a second: %v", err)
		time.Sleep(time.Second)
	}
}

func follow(page string) error {
	request, err := http.NewRequest("GET", page+"/v1/claims/stream", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Last-Event-ID", kept.Last)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return errors.New(answer.Status)
	}
	lines := bufio.NewReader(answer.Body)
	fields := map[string]string{}
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return err
		}
		line = strings.TrimSuffix(line, "\n")
		if line == "" {
			if err := take(fields); err != nil {
				return err
			}
			fields = map[string]string{}
		} else if name, value, found := strings.Cut(line, ": "); found && name != "" {
			fields[name] = value
		}
	}
}

func take(fields map[string]string) error {
	if fields["data"] == "" {
		return nil
	}
	if fields["event"] == "reset" {
		log.Printf("this place is of another database: read the list, then go on after %s", fields["id"])
		os.Exit(3)
	}
	var event struct {
		Data struct {
			Claim claim `json:"claim"`
		} `json:"data"`
	}
	if err := json.Unmarshal([]byte(fields["data"]), &event); err != nil {
		return err
	}
	keep(fields["event"], event.Data.Claim)
	kept.Last = fields["id"]
	seen++
	text, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	if err := os.WriteFile(stateFile+".part", text, 0o644); err != nil {
		return err
	}
	if err := os.Rename(stateFile+".part", stateFile); err != nil {
		return err
	}
	if count > 0 && seen >= count {
		return enough
	}
	return nil
}

// Upsert by claim_id and revision: an event that comes again changes nothing.
func keep(kind string, one claim) {
	if known, found := kept.Claims[one.ID]; found && known.Revision >= one.Revision {
		return
	}
	kept.Claims[one.ID] = one
	fmt.Printf("%s %s r%d %s\n", kind, one.ID, one.Revision, one.Standing.Word)
	fmt.Printf("  %s (%s): %s\n", one.Source.Name, one.Stance, one.Content.Text)
}
