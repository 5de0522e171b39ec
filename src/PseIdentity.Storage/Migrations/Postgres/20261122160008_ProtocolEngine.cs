using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PseIdentity.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ProtocolEngine : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "secret",
                table: "client_secrets",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "authorization_details",
                table: "grants",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "claims",
                table: "grants",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "jkt",
                table: "grants",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "pushed_requests",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    client_id = table.Column<string>(type: "text", nullable: false),
                    parameters = table.Column<string>(type: "text", nullable: false),
                    usable_until = table.Column<long>(type: "bigint", nullable: false),
                    consumed_at = table.Column<long>(type: "bigint", nullable: true),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pushed_requests", x => x.hash);
                });

            migrationBuilder.CreateIndex(
                name: "IX_pushed_requests_expires_at",
                table: "pushed_requests",
                column: "expires_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "pushed_requests");

            migrationBuilder.DropColumn(
                name: "secret",
                table: "client_secrets");

            migrationBuilder.DropColumn(
                name: "authorization_details",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "claims",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "jkt",
                table: "grants");
        }
    }
}
